package io.carillon.store;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The entries of several segments in one order, from behind a place on. */
final class Merge {

    private static final int BLOCKS_AT_ONCE = 4;
    private static final Entry BEGINNING = Entry.bound(0, Long.MIN_VALUE, 0);

    private final Shelves shelves;
    private final Session session;
    private final PriorityQueue<Cursor> cursors = new PriorityQueue<>();

    /** @param through the last entry that is merged already; null if none is */
    Merge(Shelves shelves, List<Segment> segments, @Nullable Entry through, Session session)
            throws SQLException, UnreadableSegmentException {
        this.shelves = shelves;
        this.session = session;
        for (Segment segment : segments) {
            var cursor = new Cursor(segment.number(), through);
            if (cursor.head != null) {
                cursors.add(cursor);
            }
        }
    }

    /** A segment can't be merged, because nobody knows all that it says. */
    static final class UnreadableSegmentException extends Exception {

        private static final long serialVersionUID = 1;

        private final long segment;

        private UnreadableSegmentException(long segment) {
            super("segment " + segment);
            this.segment = segment;
        }

        long segment() {
            return segment;
        }
    }

    /** The next entries; fewer than the limit at the end only. */
    List<Entry> next(int limit) throws SQLException, UnreadableSegmentException {
        var entries = new ArrayList<Entry>(limit);
        while (entries.size() < limit && !cursors.isEmpty()) {
            Cursor first = cursors.remove();
            first.move(entries, limit, cursors.peek());
            if (first.head != null) {
                cursors.add(first);
            }
        }
        return entries;
    }

    /** Where a segment's next entry is. */
    private final class Cursor implements Comparable<Cursor> {

        private final long segment;
        private final ArrayDeque<Entry> left = new ArrayDeque<>();
        private Entry lastBlock = BEGINNING;
        private @Nullable Entry head;

        private Cursor(long segment, @Nullable Entry through) throws SQLException, UnreadableSegmentException {
            this.segment = segment;
            if (through != null) {
                add(shelves.lastBefore(through.next(), List.of(segment), session));
                left.removeIf(entry -> entry.compareTo(through) <= 0);
            }
            advance();
        }

        /** What stands before the next entry of another segment: pages hold what belongs together, so that is many at once. */
        private void move(List<Entry> to, int limit, @Nullable Cursor next)
                throws SQLException, UnreadableSegmentException {
            while (head != null && to.size() < limit && (next == null || compareTo(next) <= 0)) {
                to.add(head);
                advance();
            }
        }

        private void advance() throws SQLException, UnreadableSegmentException {
            if (left.isEmpty()) {
                add(shelves.behind(lastBlock, segment, BLOCKS_AT_ONCE, session));
            }
            head = left.poll();
        }

        private void add(List<Shelves.Block> blocks) throws UnreadableSegmentException {
            for (Shelves.Block block : blocks) {
                if (!block.isReadable()) {
                    throw new UnreadableSegmentException(segment);
                }
                left.addAll(block.entries());
                lastBlock = block.first();
            }
        }

        /** Nobody is compared who has come to his end. */
        @Override
        public int compareTo(Cursor other) {
            return head == null || other.head == null ? 0 : head.compareTo(other.head);
        }
    }
}
