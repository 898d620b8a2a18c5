package io.carillon.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps the index of each day's pages: fresh ones become a small segment, several small segments a larger one, and those of a day that is
 * over become one. What it needs to know stands in the database, so any node may do any step, and one that is killed leaves nothing
 * that another could not go on with.
 */
final class Indexer {

    private static final Duration LARGEST_SKEW = Duration.ofHours(1);
    private static final String COUNT = "SELECT day, count(*) FROM " + PageRows.FRESH + " GROUP BY day";

    private final Readers readers;
    private final Dialect dialect;
    private final FreshPages freshPages;
    private final Merger merger;
    private final IndexSizes sizes;
    private volatile int fresh;

    Indexer(Writer writer, Readers readers, Dialect dialect, SetAside setAside, IndexSizes sizes) {
        this.sizes = sizes;
        this.readers = readers;
        this.dialect = dialect;
        var lock = new DayLock(writer, dialect);
        this.freshPages = new FreshPages(lock, readers, dialect.bulk(), setAside, sizes);
        this.merger = new Merger(lock, readers, dialect, setAside, sizes);
    }

    /** Something that a day needs. */
    private interface Task {

        IndexStep step() throws SQLException;
    }

    /** From how many pages on there is something to do. */
    int freshPages() {
        return sizes.freshPages();
    }

    /** What a day needs. */
    private record Need(int day, boolean isOver, boolean indexing, boolean merging, boolean sweeping) {}

    /** Does a step for each day that needs one, unless another node turns out to be at it. */
    IndexStep round() throws SQLException {
        boolean more = false;
        for (Need need : readers.read(session -> session.together(dialect.beginReading(), this::needs))) {
            for (Task task : tasks(need)) {
                IndexStep step = task.step();
                if (step == IndexStep.OVERTAKEN) {
                    return step;
                }
                more |= step == IndexStep.MORE;
            }
        }
        return more ? IndexStep.MORE : IndexStep.DONE;
    }

    private List<Task> tasks(Need need) {
        var tasks = new ArrayList<Task>();
        if (need.indexing()) {
            tasks.add(() -> freshPages.index(need.day()));
        }
        if (need.merging()) {
            tasks.add(() -> merger.merge(need.day(), need.isOver()));
        }
        if (need.sweeping()) {
            tasks.add(() -> merger.sweep(need.day()));
        }
        return tasks;
    }

    /** How many pages no segment held when that was looked at last. */
    int fresh() {
        return fresh;
    }

    private List<Need> needs(Session session) throws SQLException {
        int today = Slice.dayOf(session.present(dialect).minus(LARGEST_SKEW));
        var pages = new HashMap<Integer, Integer>();
        session.query(COUNT, _ -> {}, row -> pages.put(row.count(), row.count()));
        fresh = pages.values().stream().mapToInt(Integer::intValue).sum();
        Map<Integer, List<Segment>> segments = Segment.all(session).stream()
                .collect(Collectors.groupingBy(Segment::day, TreeMap::new, Collectors.toList()));
        var needs = new ArrayList<Need>();
        for (Slices.Span span : Slices.of(Family.DONE, session)) {
            int day = span.slice().day();
            needs.add(need(day, day < today, pages.getOrDefault(day, 0), segments.getOrDefault(day, List.of())));
        }
        return needs;
    }

    private Need need(int day, boolean isOver, int fresh, List<Segment> segments) {
        return new Need(
                day,
                isOver,
                fresh >= (isOver ? 1 : sizes.freshPages()),
                Segment.growing(segments).isPresent()
                        || !Segment.mergeable(segments, isOver, sizes.fanIn()).isEmpty(),
                segments.stream().anyMatch(segment -> segment.is(Segment.State.GONE)));
    }
}
