package io.carillon.store;

import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Purged;
import io.carillon.engine.StoreException;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deletes history. Ids rise with time, so what is old lies together at the beginning of the table: no index is needed to find it,
 * and none is kept up to date for it. What is looked for is read by a reader; only the deletion holds the writer up.
 */
final class Purger {

    /** Read from the table itself, in the order in which it lies. */
    static final String LOOK =
            "SELECT id, status, finished_at, dead FROM runs WHERE id > ? AND id < ? ORDER BY id LIMIT ?";

    static final String UNUSED = "SELECT j.id FROM jobs j WHERE j.deleted = 1 AND j.deleted_at < ?"
            + " AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.job_id = j.id AND r.id > j.id AND r.id < ?) LIMIT ?";
    private static final String DELETE_ATTEMPTS = "DELETE FROM attempts WHERE run_id = ?";
    private static final String DELETE_RUN = "DELETE FROM runs WHERE id = ? AND " + StatusCode.FINAL;
    private static final String DELETE_VERSIONS = "DELETE FROM job_versions WHERE partition_number = ? AND job_id = ?";
    private static final String DELETE_JOB = "DELETE FROM jobs WHERE id = ? AND deleted = 1";

    /** No two clocks of a cluster differ by as much: a run of a job was made before the job was deleted. */
    private static final Duration LARGEST_SKEW = Duration.ofDays(1);

    private final Writer writer;
    private final Readers readers;
    private final Dialect dialect;
    private final Fence fence;

    Purger(Writer writer, Readers readers, Dialect dialect) {
        this.writer = writer;
        this.readers = readers;
        this.dialect = dialect;
        this.fence = new Fence(dialect);
    }

    private record Looked(
            List<Long> over, int count, @Nullable RunId last) {}

    Purged purge(PurgeSlice slice) {
        Looked looked = readers.read(session -> look(slice, session));
        int deleted =
                looked.over().isEmpty() ? 0 : transact(session -> delete(looked.over(), lost(slice, session), session));
        if (looked.count() == slice.limit()) {
            return new Purged(deleted, looked.last());
        }
        purgeVersions(slice);
        return new Purged(deleted, null);
    }

    private static Looked look(PurgeSlice slice, Session session) throws SQLException {
        var over = new ArrayList<Long>();
        List<Long> ids = session.query(
                LOOK,
                to -> to.number(slice.after() == null ? 0 : slice.after().value())
                        .number(RunId.firstOf(slice.before()).value())
                        .number(slice.limit()),
                row -> {
                    long id = row.number();
                    if (isOver(slice, row) && slice.fence().containsKey(new RunId(id).partition())) {
                        over.add(id);
                    }
                    return id;
                });
        return new Looked(over, ids.size(), ids.isEmpty() ? null : new RunId(ids.getLast()));
    }

    private static boolean isOver(PurgeSlice slice, Row row) throws SQLException, UnreadableRowException {
        boolean ended = row.number() >= StatusCode.FIRST_FINAL;
        var finishedAt = row.instantOrNull();
        boolean dead = row.textOrNull() != null;
        return ended && finishedAt != null && finishedAt.isBefore(slice.bound(dead));
    }

    /** What was looked at may have been asked for again since; then its mark is lost with it, and nothing else. */
    private static int delete(List<Long> runs, Set<Partition> lost, Session session) throws SQLException {
        List<Long> mine = runs.stream()
                .filter(run -> !lost.contains(new RunId(run).partition()))
                .toList();
        session.updateAll(DELETE_ATTEMPTS, mine, (run, to) -> to.number(run));
        session.updateAll(DELETE_RUN, mine, (run, to) -> to.number(run));
        return mine.size();
    }

    private void purgeVersions(PurgeSlice slice) {
        List<Long> unused = readers.read(session -> {
            List<Long> all = session.query(
                    UNUSED,
                    to -> to.instant(slice.before().minus(LARGEST_SKEW))
                            .number(RunId.firstOf(slice.before()).value())
                            .number(slice.limit()),
                    Row::number);
            return all.stream()
                    .filter(job -> slice.fence().containsKey(new JobId(job).partition()))
                    .toList();
        });
        if (!unused.isEmpty()) {
            transact(session -> {
                Set<Partition> lost = lost(slice, session);
                List<Long> mine = unused.stream()
                        .filter(job -> !lost.contains(new JobId(job).partition()))
                        .toList();
                session.updateAll(
                        DELETE_VERSIONS,
                        mine,
                        (job, to) ->
                                to.number(new JobId(job).partition().number()).number(job));
                session.updateAll(DELETE_JOB, mine, (job, to) -> to.number(job));
                return mine.size();
            });
        }
    }

    private Set<Partition> lost(PurgeSlice slice, Session session) throws SQLException {
        return slice.fence().isEmpty() ? new TreeSet<>() : fence.lost(slice.node(), slice.fence(), session);
    }

    /** A deletion whose outcome is unknown is safe to ask for again. */
    private int transact(Session.Work<Integer> work) {
        return switch (writer.transact(work)) {
            case Writer.Ending.Done<Integer> done -> done.value();
            case Writer.Ending.Undone<Integer> undone -> throw failed(undone.reason());
            case Writer.Ending.Doubtful<Integer> doubtful -> throw failed(doubtful.reason());
        };
    }

    private StoreException failed(SQLException failure) {
        return new StoreException(dialect.codeOf(failure), "deleting history failed: " + failure.getMessage(), failure);
    }
}
