package io.carillon.simulation;

import java.util.Locale;

/** The kinds of faults that the simulation knows. */
public enum Fault {
    FRAME_DUPLICATED,
    FRAME_REORDERED,
    NETWORK_SLOW,
    STREAM_RESET,
    STREAM_HALF_OPEN,
    WORKER_CUT_OFF,
    WORKER_CUT_ONE_WAY,
    NODE_CUT_FROM_STORE,
    NODE_CUT_FROM_STORE_ONE_WAY,
    NODE_KILLED,
    NODE_PAUSED,
    NODE_PAUSED_INSIDE_COMMIT,
    NODE_LEFT,
    CLOCK_STEPPED_FORWARD,
    CLOCK_STEPPED_BACK,
    STORE_REFUSED,
    STORE_REPLY_LOST_AND_DONE,
    STORE_REPLY_LOST_AND_NOT_DONE,
    STORE_CONFLICT,
    STORE_SLOW,
    STORE_STALLED,
    STORE_FULL,
    STORE_RESTARTED,
    WORKER_KILLED,
    WORKER_PAUSED,
    WORKER_GONE,
    TASK_FAILED,
    TASK_HUNG,
    TASK_IGNORED_STOP,
    TASK_KILLED_ITS_WORKER,
    CALLBACK_LOST,
    CALLBACK_DOUBLED,
    CLIENT_REPEATED,
    CLIENT_REPLY_LOST,
    /** One of several, and not the first. */
    DATABASE_AWAY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
