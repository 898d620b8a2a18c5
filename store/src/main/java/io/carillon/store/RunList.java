package io.carillon.store;

import io.carillon.engine.RunFilter;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.store.RunCatalog.Position;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The part of a list that one table holds. Its indexes are ordered by what is asked for and then by time, so it is merged from one
 * search for each condition: a page costs a few index entries of each, wherever it is and however long the list.
 *
 * @param latest no run in it is scheduled later than this
 * @param ended whether it holds runs that have ended, which have marks
 */
record RunList(String table, List<String> conditions, long latest, boolean ended) implements ListPart {

    private static final Set<RunStatus> LIVE = EnumSet.of(RunStatus.PENDING, RunStatus.SCHEDULED, RunStatus.RUNNING);
    static final Set<RunStatus> UNDONE = EnumSet.of(RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.SKIPPED);

    /** Those that a filter asks for, by how late their runs may be scheduled, the latest first. */
    static List<ListPart> all(RunFilter filter, SetAside setAside, Session session) throws SQLException {
        Set<RunStatus> statuses =
                filter.statuses().isEmpty() ? EnumSet.allOf(RunStatus.class) : EnumSet.copyOf(filter.statuses());
        if (filter.shardOf() != null) {
            return partsOf(filter.shardOf(), filter, statuses, session);
        }
        long end = Position.start(filter).scheduledAt();
        var lists = new ArrayList<ListPart>();
        if (PlanList.mayMatch(filter)) {
            PlanList.of(filter, session).ifPresent(lists::add);
        }
        Set<RunStatus> live = among(LIVE, statuses);
        if (!live.isEmpty() && !filter.dead()) {
            lists.add(live(live, Micros.of(filter.at())));
        }
        Set<RunStatus> undone = among(UNDONE, statuses);
        if (!undone.isEmpty()) {
            lists.add(undone(RunRows.LETTERS_TABLE, Long.MAX_VALUE, undone, filter.dead()));
            lists.addAll(undoneDays(filter, undone, reaching(Family.UNDONE, end, session)));
        }
        if (statuses.contains(RunStatus.SUCCEEDED) && !filter.dead()) {
            lists.addAll(done(reaching(Family.DONE, end, session), setAside, session));
        }
        long from = from(filter);
        return lists.stream()
                .filter(list -> list.latest() >= from)
                .sorted(Comparator.comparingLong(ListPart::latest).reversed())
                .toList();
    }

    private static List<ListPart> undoneDays(RunFilter filter, Set<RunStatus> undone, List<Slices.Span> spans) {
        List<Slices.Span> latestFirst = spans.stream()
                .filter(span -> span.latest() >= from(filter))
                .sorted(Comparator.comparingLong(Slices.Span::latest).reversed())
                .toList();
        var days =
                new JobDays(filter, latestFirst.stream().map(Slices.Span::slice).toList());
        return latestFirst.stream()
                .<ListPart>map(span -> {
                    RunList list = undone(span.slice().table(), span.latest(), undone, filter.dead());
                    return filter.job() == null ? list : new UndoneDay(span.slice(), list, days);
                })
                .toList();
    }

    /** The slices of a family that may hold runs which are scheduled at an instant or before. */
    private static List<Slices.Span> reaching(Family family, long end, Session session) throws SQLException {
        return Slices.of(family, session).stream()
                .filter(span -> span.earliest() <= end)
                .toList();
    }

    /** A part of a run is never a dead letter. */
    private static List<ListPart> partsOf(RunId whole, RunFilter filter, Set<RunStatus> statuses, Session session)
            throws SQLException {
        Optional<String> table = filter.dead() ? Optional.empty() : Whereabouts.partsOf(whole, session);
        return table.<ListPart>map(parts -> partsOf(parts, whole, statuses, Micros.of(filter.at()))).stream()
                .toList();
    }

    /** The parts of one run are few, and lie together. */
    static RunList partsOf(String table, RunId whole, Set<RunStatus> statuses, long at) {
        String of = statuses.stream()
                .flatMap(status -> stored(status, statuses, at))
                .collect(Collectors.joining(" OR ", " AND (", ")"));
        return new RunList(table, List.of(" AND whole_id = " + whole.value() + of), Long.MAX_VALUE, false);
    }

    static RunList live(Set<RunStatus> statuses, long at) {
        List<String> conditions = statuses.stream()
                .flatMap(status -> stored(status, statuses, at))
                .map(condition -> " AND " + condition)
                .toList();
        return new RunList(RunRows.LIVE_TABLE, conditions, Long.MAX_VALUE, false);
    }

    /** How runs of a status may be stored: what has come due waits, whether or not that is written down. */
    private static Stream<String> stored(RunStatus status, Set<RunStatus> asked, long at) {
        String itself = is(status);
        return switch (status) {
            case PENDING -> Stream.of(asked.contains(RunStatus.SCHEDULED) ? itself : itself + " AND due_at > " + at);
            case SCHEDULED ->
                asked.contains(RunStatus.PENDING)
                        ? Stream.of(itself)
                        : Stream.of(
                                itself, is(RunStatus.PENDING) + " AND scheduled_at <= " + at + " AND due_at <= " + at);
            case RUNNING, SUCCEEDED, FAILED, CANCELLED, SKIPPED -> Stream.of(itself);
        };
    }

    private static List<ListPart> done(List<Slices.Span> spans, SetAside setAside, Session session)
            throws SQLException {
        List<DoneDay> days = DoneDay.of(spans.stream().map(Slices.Span::slice).toList(), setAside, session);
        return IntStream.range(0, days.size())
                .<ListPart>mapToObj(
                        place -> new DoneList(days.get(place), spans.get(place).latest()))
                .toList();
    }

    static RunList undone(String table, long latest, Set<RunStatus> statuses, boolean dead) {
        List<String> conditions = statuses.stream()
                .flatMap(status -> Stream.of(" AND dead = 1", " AND dead = 0")
                        .limit(dead ? 1 : 2)
                        .map(letter -> " AND " + is(status) + letter))
                .toList();
        return new RunList(table, conditions, latest, true);
    }

    private static String is(RunStatus status) {
        return "status = " + StatusCode.of(status);
    }

    private static Set<RunStatus> among(Set<RunStatus> some, Set<RunStatus> statuses) {
        Set<RunStatus> both = EnumSet.copyOf(some);
        both.retainAll(statuses);
        return both;
    }

    @Override
    public List<Pages.Slot<Position, Run>> read(
            RunFilter filter, Position after, int limit, SetAside setAside, Session session) throws SQLException {
        return session.query(
                statement(filter.job() != null, after.isRun()),
                to -> {
                    for (int i = 0; i < conditions.size(); i++) {
                        fill(filter, after, limit, to);
                    }
                    to.number(limit);
                },
                row -> RunRows.slot(row.number(), row, ended, Position::new, setAside));
    }

    /**
     * The statement that lists the runs that meet any of the conditions, each of which has an index in the order of the list.
     *
     * @param behind whether it goes on behind a run, and so may have to go on among those scheduled at the same instant
     */
    String statement(boolean ofJob, boolean behind) {
        String searches = IntStream.range(0, conditions.size())
                .boxed()
                .flatMap(number -> searches(ofJob, conditions.get(number), "part_" + number, behind))
                .collect(Collectors.joining(" UNION ALL "));
        return "SELECT r.scheduled_at, " + Sql.columns("r", ended ? RunRows.ENDED : RunRows.READ_LIVE)
                + " FROM (SELECT id FROM (" + searches
                + ") AS found ORDER BY scheduled_at DESC, id DESC LIMIT ?) AS page"
                + " JOIN " + table + " r ON r.id = page.id ORDER BY r.scheduled_at DESC, r.id DESC";
    }

    /** Two ranges of an index: said as one comparison of pairs, it would walk over all of the same instant each time. */
    private Stream<String> searches(boolean ofJob, String condition, String name, boolean behind) {
        String search = "SELECT * FROM (SELECT id, scheduled_at FROM " + table + " WHERE namespace = ?"
                + (ofJob ? " AND job = ?" : "") + condition + " AND scheduled_at >= ?";
        String end = " ORDER BY scheduled_at DESC, id DESC LIMIT ?) AS " + name;
        Stream<String> earlier = Stream.of(search + " AND scheduled_at < ?" + end + "_earlier");
        return behind
                ? Stream.concat(Stream.of(search + " AND scheduled_at = ? AND id < ?" + end + "_together"), earlier)
                : earlier;
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
        to.number(from(filter)).number(end);
    }

    static long from(RunFilter filter) {
        return filter.from() == null ? Long.MIN_VALUE : Micros.of(filter.from());
    }
}
