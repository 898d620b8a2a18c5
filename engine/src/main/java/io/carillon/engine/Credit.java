package io.carillon.engine;

/**
 * How many attempts a worker takes from this node on its present connection. A worker with several nodes grants its slots to them; what
 * was sent uses that up, and what was promised and has not left yet will.
 */
final class Credit {

    private long granted;
    private int promised;
    private long sent;
    private boolean shared;
    private int wanted;

    /** Answers with what counts from now on: what was sent and promised can't be taken back. */
    long grant(long total, boolean othersHaveSome) {
        shared = othersHaveSome;
        granted = Math.max(total, used());
        return granted;
    }

    void promise(LiveRun run) {
        if (!run.isPromisedTo(this)) {
            run.promiseTo(this);
            promised++;
        }
    }

    /** The assignment has left. */
    void sent(LiveRun run) {
        if (takeBack(run)) {
            sent++;
        }
    }

    /** If its assignment has not left it never will. */
    void withdraw(LiveRun run) {
        takeBack(run);
    }

    private boolean takeBack(LiveRun run) {
        boolean was = run.isPromisedTo(this);
        if (was) {
            run.promiseTo(null);
            promised--;
        }
        return was;
    }

    int left() {
        return (int) Math.min(Integer.MAX_VALUE, granted - used());
    }

    /** Whether the worker may take slots from other nodes for this one. */
    boolean isShared() {
        return shared;
    }

    /** How many runs the worker was last told to wait for its slots. */
    int wanted() {
        return wanted;
    }

    void setWanted(int now) {
        wanted = now;
    }

    private long used() {
        return sent + promised;
    }
}
