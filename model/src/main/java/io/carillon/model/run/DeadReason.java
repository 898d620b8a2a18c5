package io.carillon.model.run;

/** Why nothing has made up for a run that failed for good. */
public enum DeadReason {
    /** Its job names no other that would. */
    NO_COMPENSATION,
    /** The job that would make up for it is gone. */
    COMPENSATION_MISSING,
    /** The job that would make up for it is paused. */
    COMPENSATION_PAUSED,
    /** Another node owns the job that would make up for it. */
    COMPENSATION_ELSEWHERE,
    /** The store refused the run that was to make up for it, or refused what it ended with, and that run is still to come. */
    COMPENSATION_NOT_STORED,
    /** It was to make up for another run, and failed itself. */
    COMPENSATION_FAILED,
    /** It was to make up for another run, and its job's overlap policy left it out. */
    COMPENSATION_SKIPPED
}
