package io.carillon.store;

import io.carillon.model.run.RunStatus;

/** The numbers that the status column holds. */
final class StatusCode {

    static final String NOT_ENDED = "status < 3";
    static final String ENDED = "status >= 3";

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

    static RunStatus read(long code) throws UnreadableRowException {
        for (RunStatus status : RunStatus.values()) {
            if (of(status) == code) {
                return status;
            }
        }
        throw new UnreadableRowException("unknown status " + code);
    }

    /** The family of tables in which a run that has ended like this is kept. */
    static Family familyOf(RunStatus ended) {
        return ended == RunStatus.SUCCEEDED ? Family.DONE : Family.UNDONE;
    }
}
