package io.carillon.store;

import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;

/** The numbers that the status column holds, and the conditions of the partial indexes, which queries must repeat word by word. */
final class StatusCode {

    /** Of runs as a whole. */
    static final String LIVE = "status < 3";

    static final String DEAD = "dead <> ''";
    static final String DEAD_OF_JOB = "dead IS NOT NULL";
    static final String NOT_SUCCEEDED = "status <> 3";

    /** Said so that nobody takes it for a range of an index. */
    static final String WHOLE = "status / 10 = 0";

    /** By so much the number of a part of a run is higher than that of a run in the same state. */
    static final int OF_PART = 10;

    /** Of any run, part of another or not. */
    static final String NOT_ENDED = "status % 10 < 3";

    static final String ENDED = "status % 10 >= 3";

    private static final int FIRST_FINAL = 3;

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

    static int of(Run run) {
        int code = of(run.state().status());
        return run.cause() instanceof Cause.Shard ? OF_PART + code : code;
    }

    static boolean isFinal(long code) {
        return code % OF_PART >= FIRST_FINAL;
    }

    static RunStatus read(long code) throws UnreadableRowException {
        for (RunStatus status : RunStatus.values()) {
            if (of(status) == code % OF_PART) {
                return status;
            }
        }
        throw new UnreadableRowException("unknown status " + code);
    }

    /** A condition that fits the indexes, in which no part of a run stands. */
    static String is(RunStatus status) {
        String others = status == RunStatus.SUCCEEDED ? "" : " AND " + NOT_SUCCEEDED;
        return "status = " + of(status) + others + " AND " + WHOLE;
    }
}
