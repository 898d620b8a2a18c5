package io.carillon.store;

import io.carillon.engine.FailedAttempt;
import io.carillon.engine.RunFilter;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lists of runs. The indexes are ordered by status and then by time, so a list is merged from one search for each status: a page
 * costs a few index entries of each, wherever it is and however long the list.
 */
final class RunCatalog {

    private static final String COLUMNS = Sql.columns("r", RunColumns.ALL);
    private static final String ONE = "SELECT " + COLUMNS + " FROM runs r WHERE r.id = ? AND r.namespace = ?";
    static final String SHARDS = "SELECT " + RunColumns.BRIEF + " FROM runs WHERE shard_of = ? ORDER BY shard_index";
    private static final String ATTEMPTS =
            "SELECT attempt_epoch, attempt_number, worker, handed_out_at, ended_at, error, choice"
                    + " FROM attempts WHERE run_id = ? ORDER BY number";
    static final String REQUESTED = "SELECT min(id) FROM runs WHERE cause = '" + RunColumns.REQUESTED
            + "' AND run_key = ? AND job_id = (SELECT id FROM jobs WHERE namespace = ? AND name = ? AND deleted = 0)";
    static final String RERUN = "SELECT min(id) FROM runs WHERE cause = '" + RunColumns.RERUN
            + "' AND run_key = ? AND of_run = ? AND job_id = (SELECT job_id FROM runs WHERE id = ?)";

    private final Readers readers;
    private final SetAside setAside;

    RunCatalog(Readers readers, SetAside setAside) {
        this.readers = readers;
        this.setAside = setAside;
    }

    /** Behind this place, the latest first: a run, or the end of the time that is asked for, which has no id. */
    private record Position(long scheduledAt, long id) {

        private static final long NO_RUN = 0;

        private boolean isRun() {
            return id != NO_RUN;
        }

        private static Position start(RunFilter filter) {
            long end = filter.to() == null ? Long.MAX_VALUE : Micros.of(filter.to());
            RunFilter.Position before = filter.before();
            if (before == null || Micros.of(before.scheduledAt()) >= end) {
                return new Position(end, NO_RUN);
            }
            return new Position(Micros.of(before.scheduledAt()), before.id().value());
        }
    }

    Optional<Run> run(Namespace namespace, RunId id) {
        return readers.read(session -> session
                .query(
                        ONE,
                        to -> to.number(id.value()).text(namespace.value()),
                        row -> RunColumns.readSlot(0, row, Position::new, setAside))
                .stream()
                .flatMap(slot -> Optional.ofNullable(slot.value()).stream())
                .findFirst());
    }

    List<Run> runs(RunFilter filter, int limit) {
        if (filter.dead() && filter.shardOf() != null) {
            return List.of(); // a part of a run is never a dead letter
        }
        return readers.read(session ->
                Pages.fill(Position.start(filter), limit, (after, count) -> page(filter, after, count, session)));
    }

    List<Run> shards(RunId run) {
        return readers.read(session -> session
                .query(
                        SHARDS,
                        to -> to.number(run.value()),
                        row -> RunColumns.readSlot(0, row, Position::new, setAside))
                .stream()
                .flatMap(slot -> Optional.ofNullable(slot.value()).stream())
                .toList());
    }

    List<FailedAttempt> attempts(RunId run) {
        return readers.read(
                session -> session.query(ATTEMPTS, to -> to.number(run.value()), RunCatalog::failedAttempt));
    }

    private static FailedAttempt failedAttempt(Row row) throws SQLException, UnreadableRowException {
        Attempt attempt = AttemptColumns.read(row);
        Instant endedAt = row.instant();
        RunError error = Errors.read(row.text());
        return new FailedAttempt(AttemptColumns.withChoice(attempt, row.textOrNull()), endedAt, error);
    }

    Optional<RunId> requested(JobKey job, String runKey) {
        return readers.read(session -> requested(job, runKey, session));
    }

    Map<String, RunId> requested(JobKey job, Set<String> runKeys) {
        return readers.read(session -> {
            var found = new TreeMap<String, RunId>();
            for (String key : runKeys) {
                requested(job, key, session).ifPresent(run -> found.put(key, run));
            }
            return found;
        });
    }

    Optional<RunId> rerun(RunId of, String runKey) {
        return readers.read(session -> session.query(
                        RERUN,
                        to -> to.text(RunColumns.runKey(runKey))
                                .number(of.value())
                                .number(of.value()),
                        RunCatalog::minimum)
                .getFirst());
    }

    private static Optional<RunId> requested(JobKey job, String runKey, Session session) throws SQLException {
        return session.query(
                        REQUESTED,
                        to -> to.text(RunColumns.runKey(runKey))
                                .text(job.namespace().value())
                                .text(job.name().value()),
                        RunCatalog::minimum)
                .getFirst();
    }

    /** A minimum of nothing is one row that says nothing. */
    private static Optional<RunId> minimum(Row row) throws SQLException {
        return Optional.ofNullable(row.numberOrNull()).map(RunId::new);
    }

    /**
     * The statement that lists runs that meet any of some conditions, each of which has an index in the order of the list.
     *
     * @param behind whether it goes on behind a run, and so may have to go on among those scheduled at the same instant
     */
    static String list(boolean ofJob, List<String> conditions, boolean behind) {
        String searches = IntStream.range(0, conditions.size())
                .boxed()
                .flatMap(number -> searches(ofJob, conditions.get(number), "part_" + number, behind))
                .collect(Collectors.joining(" UNION ALL "));
        return "SELECT r.scheduled_at, " + COLUMNS + " FROM (SELECT id FROM (" + searches
                + ") AS found ORDER BY scheduled_at DESC, id DESC LIMIT ?) AS page"
                + " JOIN runs r ON r.id = page.id ORDER BY r.scheduled_at DESC, r.id DESC";
    }

    /** Two ranges of an index: said as one comparison of pairs, it would walk over all of the same instant each time. */
    private static Stream<String> searches(boolean ofJob, String condition, String name, boolean behind) {
        String search = "SELECT * FROM (SELECT id, scheduled_at FROM runs WHERE namespace = ?"
                + (ofJob ? " AND job = ?" : "") + " AND " + condition + " AND scheduled_at >= ?";
        String end = " ORDER BY scheduled_at DESC, id DESC LIMIT ?) AS " + name;
        Stream<String> earlier = Stream.of(search + " AND scheduled_at < ?" + end + "_earlier");
        return behind
                ? Stream.concat(Stream.of(search + " AND scheduled_at = ? AND id < ?" + end + "_together"), earlier)
                : earlier;
    }

    private static List<String> conditions(RunFilter filter, Set<RunStatus> statuses) {
        if (filter.shardOf() != null) {
            return partsOf(filter.shardOf(), statuses);
        }
        return filter.dead() ? dead(filter.job() != null, statuses) : any(statuses);
    }

    /** The parts of one run are few, and lie together. */
    static List<String> partsOf(RunId whole, Set<RunStatus> statuses) {
        return List.of("shard_of = " + whole.value() + " AND " + in(statuses, StatusCode.OF_PART));
    }

    static List<String> any(Set<RunStatus> statuses) {
        return statuses.stream().map(StatusCode::is).toList();
    }

    /** Dead letters of all statuses lie together: they are few. */
    static List<String> dead(boolean ofJob, Set<RunStatus> statuses) {
        return List.of((ofJob ? StatusCode.DEAD_OF_JOB : StatusCode.DEAD) + " AND " + in(statuses, 0));
    }

    private static String in(Set<RunStatus> statuses, int more) {
        return statuses.stream()
                .map(status -> Integer.toString(StatusCode.of(status) + more))
                .collect(Collectors.joining(", ", "status IN (", ")"));
    }

    private List<Pages.Slot<Position, Run>> page(RunFilter filter, Position after, int limit, Session session)
            throws SQLException {
        Set<RunStatus> statuses =
                filter.statuses().isEmpty() ? EnumSet.allOf(RunStatus.class) : EnumSet.copyOf(filter.statuses());
        List<String> conditions = conditions(filter, statuses);
        return session.query(
                list(filter.job() != null, conditions, after.isRun()),
                to -> {
                    for (int i = 0; i < conditions.size(); i++) {
                        fill(filter, after, limit, to);
                    }
                    to.number(limit);
                },
                row -> RunColumns.readSlot(row.number(), row, Position::new, setAside));
    }

    private static void fill(RunFilter filter, Position after, int limit, Parameters to) throws SQLException {
        if (after.isRun()) {
            fillRange(filter, after.scheduledAt(), to);
            to.number(after.id()).number(limit);
        }
        fillRange(filter, after.scheduledAt(), to);
        to.number(limit);
    }

    private static void fillRange(RunFilter filter, long end, Parameters to) throws SQLException {
        to.text(filter.namespace().value());
        if (filter.job() != null) {
            to.text(filter.job().value());
        }
        to.number(filter.from() == null ? Long.MIN_VALUE : Micros.of(filter.from()))
                .number(end);
    }
}
