package io.carillon.model.job;

/** How the fields of a cron expression are read. */
public enum CronDialect {
    /** By the number of fields: five are Unix, six or seven are Quartz. */
    AUTO,
    /** Five fields; 0 and 7 are Sunday; a day matches if either day field does. */
    UNIX,
    /** Six or seven fields with seconds first; 1 is Sunday; {@code ? L W #} and a year. */
    QUARTZ,
    /** Six fields with seconds first; 0 and 7 are Sunday; both day fields must match. */
    SPRING
}
