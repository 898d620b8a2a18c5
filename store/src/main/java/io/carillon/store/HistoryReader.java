package io.carillon.store;

import io.carillon.engine.Archive;
import io.carillon.engine.FailedAttempt;
import io.carillon.model.RunId;
import io.carillon.model.job.Sharding;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads history as it is archived: some rows of a table in the order of their keys, with what is stored beside them. */
final class HistoryReader {

    /** So few that it doesn't matter how long each is. */
    static final int STEP = SomeIds.MOST;

    private final Readers readers;
    private final RunCatalog catalog;
    private final SetAside setAside;

    HistoryReader(Readers readers, Dialect dialect, SetAside setAside) {
        this.readers = readers;
        this.catalog = new RunCatalog(readers, dialect, setAside);
        this.setAside = setAside;
    }

    /** An attempt and the run that it is of. */
    record AttemptOf(RunId run, FailedAttempt attempt) {}

    /**
     * Some of what a table holds.
     *
     * @param last the key of the last row that was read, or that of the one before if there was none
     */
    record Part<T>(List<T> values, long last, boolean isEnd) {

        private static <T> Part<T> of(List<Pages.Slot<Long, T>> slots, long behind) {
            List<T> values = slots.stream()
                    .map(Pages.Slot::value)
                    .filter(Objects::nonNull)
                    .toList();
            return new Part<>(values, slots.isEmpty() ? behind : slots.getLast().key(), slots.size() < STEP);
        }
    }

    /** Some runs or parts of a table. */
    Part<Run> runs(Slice slice, long behind) {
        return slice.family() == Family.DONE ? runsOfPages(slice, behind) : runsOfRows(slice, behind);
    }

    private Part<Run> runsOfPages(Slice day, long behind) {
        return readers.read(session -> {
            List<PageRows.Stored> pages = PageRows.behind(day, behind, STEP, setAside, session);
            var runs = new ArrayList<Run>();
            for (PageRows.Stored stored : pages) {
                Page page = stored.page();
                if (page != null) {
                    runs.addAll(PageRows.runs(page, setAside, session));
                }
            }
            return new Part<>(runs, pages.isEmpty() ? behind : pages.getLast().id(), pages.isEmpty());
        });
    }

    private Part<Run> runsOfRows(Slice slice, long behind) {
        boolean ended = slice.family() != Family.PARTS;
        return Part.of(
                readers.read(session -> session.query(
                        runs(slice.table(), columns(ended)),
                        to -> to.number(behind).number(STEP),
                        row -> RunRows.slot(0, row, ended, (_, id) -> id, setAside))),
                behind);
    }

    static String runs(String table, List<String> columns) {
        return "SELECT " + String.join(", ", columns) + " FROM " + table + " WHERE id > ? ORDER BY id LIMIT ?";
    }

    private static List<String> columns(boolean ended) {
        return ended ? RunRows.ENDED : RunRows.READ_LIVE;
    }

    /** Dead letters that outlived their day, no more of them than are read at a time. */
    List<Run> letters(List<Long> ids) {
        return readers
                .read(session -> session.query(
                        among(RunRows.LETTERS_TABLE),
                        to -> SomeIds.fill(ids, to),
                        row -> RunRows.slot(0, row, true, (_, id) -> id, setAside)))
                .stream()
                .map(Pages.Slot::value)
                .filter(Objects::nonNull)
                .toList();
    }

    static String among(String table) {
        return "SELECT " + String.join(", ", RunRows.ENDED) + " FROM " + table + " WHERE id IN " + SomeIds.PLACES
                + " ORDER BY id";
    }

    /** Some attempts of a table, by their numbers. */
    Part<AttemptOf> attempts(Slice slice, long behind) {
        return Part.of(
                readers.read(session -> session.query(
                        attempts(slice.table()), to -> to.number(behind).number(STEP), row -> {
                            long number = row.number();
                            return new Pages.Slot<>(number, attempt(row));
                        })),
                behind);
    }

    static String attempts(String table) {
        return "SELECT number, run_id, ended_at, body FROM " + table + " WHERE number > ? ORDER BY number LIMIT ?";
    }

    private @Nullable AttemptOf attempt(Row row) throws SQLException, UnreadableRowException {
        long run = row.number();
        Instant endedAt = row.instant();
        try {
            return new AttemptOf(new RunId(run), AttemptBody.read(endedAt, row.bytes()));
        } catch (UnreadableRowException reason) {
            setAside.row("attempt of run", run, reason);
            return null;
        }
    }

    /** Runs with what is stored beside them, which is little unless they were split: so parts are read for one run at a time. */
    Iterable<Archive.Entry> entries(List<Run> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        Map<RunId, List<FailedAttempt>> attempts = readers.read(session -> attemptsOf(runs, session));
        Set<RunId> split = readers.read(session -> split(runs, session));
        return () -> runs.stream()
                .map(run -> new Archive.Entry(
                        run,
                        attempts.getOrDefault(run.id(), List.of()),
                        split.contains(run.id()) ? catalog.shards(run.id(), Sharding.MAX_MAPPED) : List.of()))
                .iterator();
    }

    private Map<RunId, List<FailedAttempt>> attemptsOf(List<Run> runs, Session session) throws SQLException {
        RunId first = runs.stream().map(Run::id).min(Comparator.naturalOrder()).orElseThrow();
        List<Long> ids = ids(runs);
        var attempts = new HashMap<RunId, List<FailedAttempt>>();
        for (String table : Whereabouts.attempts(first, session)) {
            for (AttemptOf found : attemptsOf(table, ids, session)) {
                attempts.computeIfAbsent(found.run(), _ -> new ArrayList<>()).add(found.attempt());
            }
        }
        return attempts;
    }

    private List<AttemptOf> attemptsOf(String table, List<Long> ids, Session session) throws SQLException {
        var found = new ArrayList<AttemptOf>();
        session.query(attemptsAmong(table), to -> SomeIds.fill(ids, to), row -> {
            AttemptOf attempt = attempt(row);
            return attempt != null && found.add(attempt);
        });
        return found;
    }

    static String attemptsAmong(String table) {
        return "SELECT run_id, ended_at, body FROM " + table + " WHERE run_id IN " + SomeIds.PLACES
                + " ORDER BY number";
    }

    /** Those that have parts. */
    private static Set<RunId> split(List<Run> runs, Session session) throws SQLException {
        var split = new HashSet<RunId>();
        for (Slices.Span span : Slices.of(Family.PARTS, session)) {
            List<Run> ofDay = runs.stream()
                    .filter(run -> Slice.ofParts(run.id()).equals(span.slice()))
                    .toList();
            if (!ofDay.isEmpty()) {
                split.addAll(session.query(
                        wholes(span.slice().table()),
                        to -> SomeIds.fill(ids(ofDay), to),
                        row -> new RunId(row.number())));
            }
        }
        return split;
    }

    static String wholes(String table) {
        return "SELECT DISTINCT whole_id FROM " + table + " WHERE whole_id IN " + SomeIds.PLACES;
    }

    private static List<Long> ids(List<Run> runs) {
        return runs.stream().map(run -> run.id().value()).toList();
    }
}
