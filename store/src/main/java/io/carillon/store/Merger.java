package io.carillon.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Merges segments into larger ones, some blocks in a step. How far it is, the segment says that grows; a step is prepared with what a
 * reader sees, and takes place if that is still so.
 */
final class Merger {

    private final DayLock lock;
    private final Readers readers;
    private final Dialect dialect;
    private final Bulk bulk;
    private final SetAside setAside;
    private final IndexSizes sizes;

    Merger(DayLock lock, Readers readers, Dialect dialect, SetAside setAside, IndexSizes sizes) {
        this.sizes = sizes;
        this.lock = lock;
        this.readers = readers;
        this.dialect = dialect;
        this.bulk = dialect.bulk();
        this.setAside = setAside;
    }

    /** What a step found and is going to do about it. */
    private sealed interface Step {

        Segment into();

        /** @param last how the last block of the growing segment begins, if it has any */
        record Add(Segment into, Optional<Entry> last, List<Entry> entries) implements Step {}

        /** @param broken a part that can't be read, or the growing segment itself */
        record GiveUp(Segment into, long broken) implements Step {}
    }

    /** Begins a merge or goes on with one. */
    IndexStep merge(int day, boolean isOver) throws SQLException {
        Optional<Step> next =
                readers.read(session -> session.together(dialect.beginReading(), _ -> prepare(day, session)));
        return lock.holding(day, (segments, session) -> {
            Optional<Segment> into = next.map(Step::into);
            if (!Segment.growing(segments).equals(into)) {
                return IndexStep.OVERTAKEN;
            }
            return next.isPresent()
                    ? carryOut(next.get(), segments, session)
                    : begin(day, Segment.mergeable(segments, isOver, sizes.fanIn()), segments, session);
        });
    }

    private static IndexStep begin(int day, List<Segment> parts, List<Segment> segments, Session session)
            throws SQLException {
        if (parts.isEmpty()) {
            return IndexStep.DONE;
        }
        int level = 1 + parts.stream().mapToInt(Segment::level).max().orElseThrow();
        long number = Segment.nextNumber(segments);
        new Segment(day, number, level, Segment.State.GROWING, Segment.NONE).insert(session);
        for (Segment part : parts) {
            part.update(Segment.State.WHOLE, number, session);
        }
        return IndexStep.MORE;
    }

    private Optional<Step> prepare(int day, Session session) throws SQLException {
        List<Segment> segments = Segment.ofDay(day, session);
        Optional<Segment> growing = Segment.growing(segments);
        return growing.isEmpty()
                ? Optional.empty()
                : Optional.of(prepare(growing.get(), partsOf(growing.get(), segments), session));
    }

    private Step prepare(Segment into, List<Segment> parts, Session session) throws SQLException {
        var shelves = new Shelves(into.day(), setAside);
        Optional<Shelves.Block> last = shelves.last(into.number(), session);
        if (last.isPresent() && !last.get().isReadable()) {
            return new Step.GiveUp(into, into.number());
        }
        try {
            Entry through = last.map(block -> block.entries().getLast()).orElse(null);
            List<Entry> entries = new Merge(shelves, parts, through, session).next(sizes.entriesInStep());
            return new Step.Add(into, last.map(Shelves.Block::first), entries);
        } catch (Merge.UnreadableSegmentException broken) {
            return new Step.GiveUp(into, broken.segment());
        }
    }

    private static List<Segment> partsOf(Segment into, List<Segment> segments) {
        return segments.stream().filter(part -> part.into() == into.number()).toList();
    }

    private IndexStep carryOut(Step step, List<Segment> segments, Session session) throws SQLException {
        List<Segment> parts = partsOf(step.into(), segments);
        return switch (step) {
            case Step.Add add -> add(add, parts, session);
            case Step.GiveUp gaveUp -> {
                gaveUp.into().update(Segment.State.GONE, Segment.NONE, session);
                for (Segment part : parts) {
                    boolean broken = part.number() == gaveUp.broken();
                    part.update(broken ? Segment.State.BROKEN : Segment.State.WHOLE, Segment.NONE, session);
                }
                yield IndexStep.MORE;
            }
        };
    }

    private IndexStep add(Step.Add step, List<Segment> parts, Session session) throws SQLException {
        var shelves = new Shelves(step.into().day(), setAside);
        Optional<Entry> last = shelves.last(step.into().number(), session).map(Shelves.Block::first);
        if (!last.equals(step.last())) {
            return IndexStep.OVERTAKEN;
        }
        shelves.insert(step.into().number(), step.entries(), sizes.entriesInBlock(), bulk, session);
        if (step.entries().size() < sizes.entriesInStep()) {
            step.into().update(Segment.State.WHOLE, Segment.NONE, session);
            for (Segment part : parts) {
                part.update(Segment.State.GONE, Segment.NONE, session);
            }
        }
        return IndexStep.MORE;
    }

    /** Deletes some blocks of segments that are gone. */
    IndexStep sweep(int day) throws SQLException {
        return lock.holding(day, (segments, session) -> {
            Optional<Segment> gone = segments.stream()
                    .filter(segment -> segment.is(Segment.State.GONE))
                    .findFirst();
            if (gone.isEmpty()) {
                return IndexStep.DONE;
            }
            if (!new Shelves(day, setAside).deleteSome(gone.get().number(), session)) {
                gone.get().delete(session);
            }
            return IndexStep.MORE;
        });
    }
}
