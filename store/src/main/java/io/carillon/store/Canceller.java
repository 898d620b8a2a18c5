package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Cancels runs that are recorded and in nobody's memory: they are found by a search, read, and moved to where ended runs belong, a
 * bounded number of them at a time. One that can't be read stays where it is.
 */
final class Canceller {

    static final String READ = "SELECT " + String.join(", ", RunRows.READ_LIVE) + " FROM live WHERE status = "
            + StatusCode.of(RunStatus.PENDING) + " AND id IN " + SomeIds.PLACES;

    private final RunWriter runs;
    private final SetAside setAside;
    private final String pending;

    Canceller(Dialect dialect, RunWriter runs, SetAside setAside) {
        this.runs = runs;
        this.setAside = setAside;
        this.pending = "SELECT id FROM live WHERE status = " + StatusCode.of(RunStatus.PENDING) + " AND due_at > ? AND "
                + Applier.ofJob(dialect);
    }

    /** The statement that searches, for whoever asks the database how it does that. */
    String pending() {
        return pending;
    }

    void cancel(Write.CancelPending cancel, Session session) throws SQLException {
        long job = cancel.job().value();
        List<Long> found = session.query(
                pending,
                to -> to.instant(cancel.at())
                        .number(job)
                        .number(cancel.partition().number())
                        .number(job)
                        .number(job),
                Row::number);
        for (List<Long> some : Chunks.of(found, SomeIds.MOST)) {
            cancel(some, cancel.at(), session);
        }
    }

    private void cancel(List<Long> ids, Instant at, Session session) throws SQLException {
        var cancelled = new ArrayList<Run>();
        for (Pages.Slot<RunId, Run> slot : read(ids, session)) {
            if (slot.value() != null) {
                cancelled.add(slot.value().withState(new RunState.Cancelled(null, null, at)));
            }
        }
        runs.end(cancelled, session);
    }

    private List<Pages.Slot<RunId, Run>> read(List<Long> ids, Session session) throws SQLException {
        return session.query(
                READ, to -> SomeIds.fill(ids, to), row -> RunRows.liveSlot(0, row, (_, id) -> new RunId(id), setAside));
    }
}
