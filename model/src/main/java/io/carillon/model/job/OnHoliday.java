package io.carillon.model.job;

/** What becomes of a fire on a day that the trigger's calendar leaves out. */
public enum OnHoliday {
    /** It doesn't happen. */
    SKIP,
    /** It happens at the same time of day on the next day that counts. */
    NEXT,
    /** It happens at the same time of day on the last day before that counts. */
    PREVIOUS
}
