package io.carillon.engine;

/**
 * Tells workers that grant slots to several nodes how many runs wait here for one. Each is told when the first begins to wait and when the
 * last does no longer; how many there are meanwhile it is told when it asks.
 */
final class Wants {

    private final Workforce workforce;
    private final WorkerBook workers;
    private final GroupCommit commit;

    Wants(Workforce workforce, WorkerBook workers, GroupCommit commit) {
        this.workforce = workforce;
        this.workers = workers;
        this.commit = commit;
    }

    void tell() {
        for (Crew crew : workforce.takeChanged()) {
            for (WorkerEntry worker : crew.members()) {
                if (worker.credit().isShared()) {
                    tellNews(worker, crew);
                }
            }
        }
    }

    /** What a worker was told may be old by now. */
    void tellAgain(SessionId session) {
        WorkerEntry worker = workers.of(session);
        Crew crew = worker == null ? null : worker.crew();
        if (worker != null && crew != null && worker.credit().wanted() > 0) {
            tell(worker, crew);
        }
    }

    private void tellNews(WorkerEntry worker, Crew crew) {
        boolean before = worker.credit().wanted() > 0;
        boolean now = waiting(worker, crew, 1) > 0;
        if (now != before) {
            tell(worker, crew);
        }
    }

    private void tell(WorkerEntry worker, Crew crew) {
        int waiting = waiting(worker, crew, worker.facts().slots());
        worker.credit().setWanted(waiting);
        commit.now(new Effect.Want(worker.session(), waiting));
    }

    /** Those that may go to any of its crew are looked at only if nobody there has a slot; those that are for it alone, if it has none. */
    private static int waiting(WorkerEntry worker, Crew crew, int atMost) {
        if (!worker.takesWork() || worker.listedSlots() > 0) {
            return 0;
        }
        int waiting = crew.waitingRuns(atMost);
        for (Lane lane : worker.waitedForBy()) {
            waiting += lane.waitingRuns(atMost - waiting);
        }
        return waiting;
    }
}
