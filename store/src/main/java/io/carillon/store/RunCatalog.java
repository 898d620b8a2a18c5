package io.carillon.store;

import io.carillon.engine.FailedAttempt;
import io.carillon.engine.RunFilter;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists of runs, which are merged from several tables: what is alive, what ended on each day, and the dead letters that outlived
 * theirs. All of a list is read from one state of the database, so that a run that moves on meanwhile is seen once.
 */
final class RunCatalog {

    private static final Comparator<Pages.Slot<Position, Run>> LATEST_FIRST =
            Comparator.<Pages.Slot<Position, Run>, Position>comparing(Pages.Slot::key)
                    .reversed();

    private static final int TABLES_AT_ONCE = 40;

    private final Readers readers;
    private final Dialect dialect;
    private final SetAside setAside;

    RunCatalog(Readers readers, Dialect dialect, SetAside setAside) {
        this.readers = readers;
        this.dialect = dialect;
        this.setAside = setAside;
    }

    /** Behind this place, the latest first: a run, or the end of the time that is asked for, which has no id. */
    record Position(long scheduledAt, long id) implements Comparable<Position> {

        private static final long NO_RUN = 0;

        boolean isRun() {
            return id != NO_RUN;
        }

        static Position start(RunFilter filter) {
            long end = filter.to() == null ? Long.MAX_VALUE : Micros.of(filter.to());
            RunFilter.Position before = filter.before();
            if (before == null || Micros.of(before.scheduledAt()) >= end) {
                return new Position(end, NO_RUN);
            }
            return new Position(Micros.of(before.scheduledAt()), before.id().value());
        }

        @Override
        public int compareTo(Position other) {
            int order = Long.compare(scheduledAt, other.scheduledAt);
            return order != 0 ? order : Long.compare(id, other.id);
        }
    }

    Optional<Run> run(Namespace namespace, RunId id) {
        return read(session -> {
            Optional<Run> alive = alive(namespace, id, session);
            if (alive.isPresent()) {
                return alive;
            }
            for (EndedPlace place : Whereabouts.ended(id, setAside, session)) {
                Optional<Run> ended = place.run(namespace, id, setAside, session);
                if (ended.isPresent()) {
                    return ended;
                }
            }
            Optional<Run> planned = PlanRows.find(id, setAside, session);
            return planned.isPresent()
                    ? planned.filter(run -> run.job().namespace().equals(namespace))
                    : part(namespace, id, session);
        });
    }

    private Optional<Run> part(Namespace namespace, RunId id, Session session) throws SQLException {
        var found = new ArrayList<Pages.Slot<Position, Run>>();
        for (List<String> tables : Chunks.of(Whereabouts.parts(id, session), TABLES_AT_ONCE)) {
            found.addAll(session.query(
                    onePart(tables),
                    to -> {
                        for (int table = 0; table < tables.size(); table++) {
                            to.number(id.value()).text(namespace.value());
                        }
                    },
                    this::liveSlot));
        }
        return readable(found).findFirst();
    }

    private Pages.Slot<Position, Run> liveSlot(Row row) throws SQLException, UnreadableRowException {
        return RunRows.liveSlot(0, row, Position::new, setAside);
    }

    private static Stream<Run> readable(List<Pages.Slot<Position, Run>> slots) {
        return slots.stream().flatMap(slot -> Optional.ofNullable(slot.value()).stream());
    }

    private Optional<Run> alive(Namespace namespace, RunId id, Session session) throws SQLException {
        return readable(session.query(
                        RunRows.one(RunRows.LIVE_TABLE, RunRows.READ_LIVE),
                        to -> to.number(id.value()).text(namespace.value()),
                        this::liveSlot))
                .findFirst();
    }

    static String onePart(List<String> tables) {
        return tables.stream()
                .map(table -> RunRows.one(table, RunRows.READ_LIVE))
                .collect(Collectors.joining(" UNION ALL "));
    }

    /** They are shown together, up to thousands, so without what may be long. */
    List<Run> shards(RunId whole, int limit) {
        return read(session ->
                parts(whole, 0, limit, session).map(Run::withoutPayload).toList());
    }

    List<Run> shardsFrom(RunId whole, int index, int limit) {
        return read(session -> parts(whole, index, limit, session).toList());
    }

    private Stream<Run> parts(RunId whole, int index, int limit, Session session) throws SQLException {
        Optional<String> table = Whereabouts.partsOf(whole, session);
        if (table.isEmpty()) {
            return Stream.empty();
        }
        return readable(session.query(
                shards(table.get()),
                to -> to.number(whole.value()).number(index).number(limit),
                this::liveSlot));
    }

    static String shards(String table) {
        return "SELECT " + String.join(", ", RunRows.READ_LIVE) + " FROM " + table
                + " WHERE whole_id = ? AND part_index >= ? ORDER BY part_index LIMIT ?";
    }

    List<Run> runs(RunFilter filter, int limit) {
        return read(session -> {
            List<ListPart> lists = RunList.all(filter, setAside, session);
            List<Run> found = Pages.fill(
                    Position.start(filter), limit, (after, count) -> page(lists, filter, after, count, session));
            return found.stream().map(run -> run.at(filter.at())).toList();
        });
    }

    /** The lists come by how late their runs are scheduled: once a page is full of later ones, no further list is asked. */
    private List<Pages.Slot<Position, Run>> page(
            List<ListPart> lists, RunFilter filter, Position after, int limit, Session session) throws SQLException {
        List<Pages.Slot<Position, Run>> found = new ArrayList<>();
        for (ListPart list : lists) {
            if (found.size() == limit && found.getLast().key().scheduledAt() > list.latest()) {
                break;
            }
            found.addAll(list.read(filter, after, limit, setAside, session));
            found.sort(LATEST_FIRST);
            found = new ArrayList<>(found.subList(0, Math.min(limit, found.size())));
        }
        return found;
    }

    List<FailedAttempt> attempts(RunId run) {
        return read(session -> {
            var attempts = new ArrayList<FailedAttempt>();
            for (String table : Whereabouts.attempts(run, session)) {
                attempts.addAll(
                        session.query(attempts(table), to -> to.number(run.value()), RunCatalog::failedAttempt));
            }
            return attempts;
        });
    }

    static String attempts(String table) {
        return "SELECT ended_at, body FROM " + table + " WHERE run_id = ? ORDER BY number";
    }

    private static FailedAttempt failedAttempt(Row row) throws SQLException, UnreadableRowException {
        Instant endedAt = row.instant();
        return AttemptBody.read(endedAt, row.bytes());
    }

    private <T> T read(Session.Work<T> work) {
        return readers.read(session -> session.together(dialect.beginReading(), work));
    }
}
