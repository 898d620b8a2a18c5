package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes runs where they belong: what is alive into one small table, and what has ended, once and for all, into the table of the
 * day it ended on. Parts of runs have tables of their own.
 */
final class RunWriter {

    private static final Logger log = LoggerFactory.getLogger(RunWriter.class);

    private static final String UPDATE = "UPDATE live SET status = ?, body = ? WHERE id = ?";
    private static final List<String> KEY_COLUMNS = List.of("run_id", "job_id", "run_key", "of_run");
    private static final List<String> AHEAD_COLUMNS = List.of("run_id", "job_id", "trigger_number", "scheduled_at");

    /** No two clocks of a cluster differ by as much: to whoever takes over, a fire that is just due may still be ahead. */
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(1);

    private static final long NO_RUN = 0;

    private final Bulk bulk;
    private final PartWriter parts;

    RunWriter(Dialect dialect) {
        this.bulk = dialect.bulk();
        this.parts = new PartWriter(bulk);
    }

    void write(BatchPlan.Changes changes, Session session) throws SQLException {
        List<Run> endedAtOnce = changes.endedAtOnce();
        insert(changes, endedAtOnce, session);
        SequencedMap<RunId, Run> ended = new LinkedHashMap<>();
        endedAtOnce.forEach(run -> ended.put(run.id(), run));
        changes.leftAndEnded().forEach(run -> ended.put(run.id(), run));
        List<Run> ending = changes.ended();
        List<Run> found = take(ending, session);
        found.forEach(run -> ended.put(run.id(), run));
        List<Write.MarkRun> others = note(changes.marks(), ended);
        keep(ended.values(), session);
        bulk.delete(PlanRows.TABLE, changes.drops(), RunId::value, session);
        List<Run> going = changes.updates();
        int missed = ending.size() - found.size() + going.size() - update(going, session);
        warn(missed + parts.write(changes, session));
        for (Write.MarkRun mark : others) {
            mark(mark, session);
        }
    }

    /** Notes something beside a run that ended some time ago: the few changes that history ever sees. */
    private void mark(Write.MarkRun mark, Session session) throws SQLException {
        for (String table : Whereabouts.undone(mark.run(), session)) {
            if (Marks.set(table, mark, session)) {
                return;
            }
        }
        PageRows.note(mark, session);
    }

    /** Ends runs that were found alive in this transaction. */
    void end(List<Run> runs, Session session) throws SQLException {
        keep(take(runs, session), session);
    }

    /** Those of them that were alive, and are not any more. */
    private List<Run> take(List<Run> runs, Session session) throws SQLException {
        return bulk.delete(RunRows.LIVE_TABLE, runs, run -> run.id().value(), session);
    }

    private void insert(BatchPlan.Changes changes, List<Run> endedAtOnce, Session session) throws SQLException {
        List<Run> alive = changes.inserts();
        bulk.insert(RunRows.LIVE_TABLE, RunRows.LIVE, alive, RunRows::writeLive, session);
        bulk.insert(RunRows.LIVE_TABLE, RunRows.LIVE, changes.left(), RunRows::writeLive, session);
        List<PlanRows.Plan> plans = changes.plans();
        PlanRows.insert(plans, bulk, session);
        List<Run> known = take(endedAtOnce, session);
        if (!known.isEmpty()) {
            throw new SQLException("run " + known.getFirst().id() + " is inserted over another: " + known.getFirst());
        }
        for (PlanRows.Plan plan : plans) {
            insertKeys(plan.runs(), session);
        }
        insertKeys(alive, session);
        insertKeys(endedAtOnce, session);
    }

    /** Notes beside runs that end now what belongs there, and returns the marks of others. */
    private static List<Write.MarkRun> note(List<Write.MarkRun> marks, Map<RunId, Run> ended) {
        var others = new ArrayList<Write.MarkRun>();
        for (Write.MarkRun write : marks) {
            Mark mark = write.mark();
            if (ended.computeIfPresent(write.run(), (_, run) -> run.marked(mark)) == null) {
                others.add(write);
            }
        }
        return others;
    }

    private void keep(Iterable<Run> ended, Session session) throws SQLException {
        var bySlice = new LinkedHashMap<Slice, List<Run>>();
        var ahead = new ArrayList<Run>();
        for (Run run : ended) {
            RunState.Final end = endOf(run);
            bySlice.computeIfAbsent(Needs.sliceOf(end), _ -> new ArrayList<>()).add(run);
            if (end instanceof RunState.Cancelled
                    && run.cause() instanceof Cause.Fired
                    && run.scheduledAt().isAfter(end.finishedAt().minus(LARGEST_SKEW))) {
                ahead.add(run);
            }
        }
        for (Map.Entry<Slice, List<Run>> each : bySlice.entrySet()) {
            keep(each.getKey(), each.getValue(), session);
        }
        bulk.insert("cancelled_ahead", AHEAD_COLUMNS, ahead, RunWriter::writeAhead, session);
    }

    private void keep(Slice slice, List<Run> runs, Session session) throws SQLException {
        if (slice.family() == Family.DONE) {
            PageRows.insert(slice, runs, bulk, session);
        } else {
            bulk.insert(slice.table(), RunRows.ENDED, runs, RunRows::writeEnded, session);
        }
        Slices.stretch(
                slice,
                runs.stream().mapToLong(run -> Micros.of(run.scheduledAt())).summaryStatistics(),
                session);
    }

    private static RunState.Final endOf(Run run) {
        if (run.state() instanceof RunState.Final end) {
            return end;
        }
        throw new IllegalStateException("run " + run.id() + " has not ended: " + run);
    }

    private static int update(List<Run> runs, Session session) throws SQLException {
        int updated = 0;
        for (int rows : session.updateAll(
                UPDATE,
                runs,
                (run, to) -> to.number(StatusCode.of(run.state().status()))
                        .bytes(RunBody.write(run))
                        .number(run.id().value()))) {
            updated += rows;
        }
        return updated;
    }

    private static void warn(int missed) {
        if (missed > 0) {
            log.warn("updates left out: their runs have ended or are gone count={}", missed);
        }
    }

    private static void writeAhead(Run run, Parameters to) throws SQLException {
        if (!(run.cause() instanceof Cause.Fired fired)) {
            throw new IllegalStateException("run " + run.id() + " is no fire: " + run);
        }
        to.number(run.id().value())
                .number(run.jobId().value())
                .number(fired.trigger())
                .instant(run.scheduledAt());
    }

    private record Keyed(Run run, String key, long of) {}

    private void insertKeys(List<Run> runs, Session session) throws SQLException {
        var bySlice = new LinkedHashMap<Slice, List<Keyed>>();
        for (Run run : runs) {
            Keyed keyed = keyed(run);
            if (keyed != null) {
                bySlice.computeIfAbsent(Slice.of(Family.KEYS, run.id().madeAt()), _ -> new ArrayList<>())
                        .add(keyed);
            }
        }
        for (Map.Entry<Slice, List<Keyed>> each : bySlice.entrySet()) {
            bulk.insert(each.getKey().table(), KEY_COLUMNS, each.getValue(), RunWriter::writeKey, session);
        }
    }

    private static @Nullable Keyed keyed(Run run) {
        return switch (run.cause()) {
            case Cause.Requested asked when asked.key() != null -> new Keyed(run, asked.key(), NO_RUN);
            case Cause.Rerun rerun
            when rerun.key() != null -> new Keyed(run, rerun.key(), rerun.of().value());
            case Cause.Fired _, Cause.CaughtUp _, Cause.Requested _ -> null;
            case Cause.Compensation _, Cause.Rerun _, Cause.Shard _ -> null;
        };
    }

    private static void writeKey(Keyed keyed, Parameters to) throws SQLException {
        to.number(keyed.run().id().value())
                .number(keyed.run().jobId().value())
                .text(RunBody.runKey(keyed.key()))
                .number(keyed.of());
    }
}
