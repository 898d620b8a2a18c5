package io.carillon.store;

import io.carillon.model.run.RunStatus;

/** The numbers that the status column holds, and the conditions of the partial indexes, which queries must repeat word by word. */
final class StatusCode {

    static final String LIVE = "status < 3";
    static final String DEAD = "dead <> ''";
    static final String DEAD_OF_JOB = "dead IS NOT NULL";
    static final String FINAL = "status >= 3";
    static final int FIRST_FINAL = 3;
    static final String SUCCEEDED = "status = 3";
    static final String NOT_SUCCEEDED = "status <> 3";

    private StatusCode() {}

    static int of(RunStatus status) {
        return switch (status) {
            case PENDING -> 0;
            case SCHEDULED -> 1;
            case RUNNING -> 2;
            case SUCCEEDED -> 3;
            case FAILED -> 4;
            case CANCELLED -> 5;
            case SKIPPED -> 6;
        };
    }

    /** A condition that fits the indexes. */
    static String is(RunStatus status) {
        return status == RunStatus.SUCCEEDED ? SUCCEEDED : "status = " + of(status) + " AND " + NOT_SUCCEEDED;
    }
}
