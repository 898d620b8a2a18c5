package io.carillon.store;

import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The runs that succeeded on a day. They stand in pages as they came; where, say the day's segments, and of the latest the pages
 * themselves. All of it is read from one state of the database: between two, what is fresh may be in a segment.
 */
final class DoneDay implements EndedPlace {

    private final Slice slice;
    private final List<Long> segments;
    private final List<Heads> fresh;
    private final Shelves shelves;
    private final SetAside setAside;

    private DoneDay(Slice slice, List<Long> segments, List<Heads> fresh, SetAside setAside) {
        this.slice = slice;
        this.segments = segments;
        this.fresh = fresh;
        this.shelves = new Shelves(slice.day(), setAside);
        this.setAside = setAside;
    }

    /** Of some days, which are those of the family. */
    static List<DoneDay> of(List<Slice> days, SetAside setAside, Session session) throws SQLException {
        if (days.isEmpty()) {
            return List.of();
        }
        Map<Integer, List<Long>> segments = Segment.all(session).stream()
                .filter(Segment::isRead)
                .collect(Collectors.groupingBy(Segment::day, Collectors.mapping(Segment::number, Collectors.toList())));
        Map<Integer, List<Heads>> fresh = FreshPages.all(setAside, session);
        return days.stream()
                .map(slice -> new DoneDay(
                        slice,
                        segments.getOrDefault(slice.day(), List.of()),
                        fresh.getOrDefault(slice.day(), List.of()),
                        setAside))
                .toList();
    }

    Slice slice() {
        return slice;
    }

    /** Entries from a place on that stand before another, the last of them first. */
    List<Entry> last(Entry from, Entry before, int limit, Session session) throws SQLException {
        var found = new LastEntries(from, before, limit);
        fresh.forEach(found::add);
        for (Shelves.Block block : shelves.lastBefore(before, segments, session)) {
            if (!addLast(block, found, session)) {
                return lastOfPages(from, before, limit, session);
            }
        }
        return found.inOrder();
    }

    /** Reads a segment backwards until it has given as many entries as are wanted, and returns whether it could be read. */
    private boolean addLast(Shelves.Block last, LastEntries found, Session session) throws SQLException {
        Optional<Shelves.Block> next = Optional.of(last);
        int given = 0;
        while (next.isPresent() && next.get().isReadable()) {
            Shelves.Block block = next.get();
            given += found.add(block.entries());
            next = given >= found.limit() || found.beginsIn(block.entries())
                    ? Optional.empty()
                    : shelves.lastBefore(block.first(), List.of(block.segment()), session).stream()
                            .findFirst();
        }
        return next.isEmpty();
    }

    /** What the index can't say the pages do, though it takes long to look through all of them. */
    private List<Entry> lastOfPages(Entry from, Entry before, int limit, Session session) throws SQLException {
        var found = new LastEntries(from, before, limit);
        PageRows.forEach(slice, setAside, session, page -> found.add(page.heads()));
        return found.inOrder();
    }

    @Override
    public Optional<Run> run(Namespace namespace, RunId id, SetAside from, Session session) throws SQLException {
        List<Entry> entry = last(Entry.boundById(id.value()), Entry.boundById(id.value() + 1), 1, session);
        return PageRows.runs(slice, entry, from, session).values().stream()
                .filter(run -> run.job().namespace().equals(namespace))
                .findFirst();
    }

    @Override
    public Set<Long> among(List<Long> ids, Session session) throws SQLException {
        var wanted = new TreeSet<>(ids);
        var there = new TreeSet<Long>();
        fresh.forEach(page -> page.addAmong(wanted, there));
        for (Shelves.Block block : shelves.lastBefore(Entry.boundById(wanted.last() + 1), segments, session)) {
            if (!addAmong(block, wanted, there, session)) {
                PageRows.forEach(slice, setAside, session, page -> page.heads().addAmong(wanted, there));
                break;
            }
        }
        return there;
    }

    /** Reads the blocks of a segment in which some runs stand if they do in any, and returns whether it could be read. */
    private boolean addAmong(Shelves.Block last, NavigableSet<Long> wanted, Set<Long> there, Session session)
            throws SQLException {
        Optional<Shelves.Block> next = Optional.of(last);
        while (next.isPresent() && next.get().isReadable()) {
            Shelves.Block block = next.get();
            block.entries().stream()
                    .filter(entry -> entry.group() == Entry.BY_ID && wanted.contains(entry.run()))
                    .forEach(entry -> there.add(entry.run()));
            Long before = wanted.lower(block.first().run());
            next = before == null
                    ? Optional.empty()
                    : shelves.lastBefore(Entry.boundById(before + 1), List.of(block.segment()), session).stream()
                            .findFirst();
        }
        return next.isEmpty();
    }

    @Override
    public List<Long> between(RunId first, RunId end, int limit, Session session) throws SQLException {
        return last(Entry.boundById(first.value()), Entry.boundById(end.value()), limit, session).stream()
                .map(Entry::run)
                .toList();
    }
}
