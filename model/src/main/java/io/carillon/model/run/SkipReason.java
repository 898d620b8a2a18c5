package io.carillon.model.run;

/** Why a fire led to no work. */
public enum SkipReason {
    /** Missed while no scheduler was there, and the job's misfire policy leaves it out. */
    MISFIRE,
    /** An earlier run of the job had not ended, and the job does not overlap. */
    OVERLAP,
    /** Not handed out by its deadline. */
    DEADLINE,
    /** Its task was begun, and found that there was nothing to be done. */
    TASK
}
