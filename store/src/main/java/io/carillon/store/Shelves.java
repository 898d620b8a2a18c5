package io.carillon.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The blocks of a day's index. */
final class Shelves {

    private static final List<String> COLUMNS = List.of("segment", "first_entry", "body");
    private static final String READ = "SELECT segment, first_entry, body FROM ";

    /** So that each statement is prepared once, however many segments there are; places left over ask for none. */
    private static final int MANY_AT_ONCE = 8;

    private final String table;
    private final SetAside setAside;

    Shelves(int day, SetAside setAside) {
        this.table = new Slice(Family.SHELVES, day).table();
        this.setAside = setAside;
    }

    /**
     * A block of a segment.
     *
     * @param entries none if it can't be read
     */
    record Block(long segment, Entry first, List<Entry> entries, boolean isReadable) {}

    /** For each of some segments the last block that begins before a place, if any does. */
    List<Block> lastBefore(Entry place, List<Long> segments, Session session) throws SQLException {
        byte[] key = place.key();
        var blocks = new ArrayList<Block>();
        int atOnce = segments.size() == 1 ? 1 : MANY_AT_ONCE;
        for (List<Long> some : Chunks.of(segments, atOnce)) {
            List<Long> asked = new ArrayList<>(some);
            asked.addAll(Collections.nCopies(atOnce - some.size(), Segment.NONE));
            blocks.addAll(session.query(
                    lastBefore(table, atOnce),
                    to -> {
                        for (Long segment : asked) {
                            to.number(segment).bytes(key);
                        }
                    },
                    this::block));
        }
        return blocks;
    }

    /** A day that is over has one segment, whose search stands by itself: what is derived, MariaDB copies to a table on disk first. */
    static String lastBefore(String table, int segments) {
        String one = READ + table + " WHERE segment = ? AND first_entry < ? ORDER BY first_entry DESC LIMIT 1";
        return segments == 1
                ? one
                : IntStream.range(0, segments)
                        .mapToObj(number -> "SELECT * FROM (" + one + ") AS block_" + number)
                        .collect(Collectors.joining(" UNION ALL "));
    }

    /** Some blocks of a segment that begin behind a place, in their order. */
    List<Block> behind(Entry place, long segment, int limit, Session session) throws SQLException {
        return session.query(
                behind(table), to -> to.number(segment).bytes(place.key()).number(limit), this::block);
    }

    /** The last block of a segment, if it has any. */
    Optional<Block> last(long segment, Session session) throws SQLException {
        return session.query(last(table), to -> to.number(segment), this::block).stream()
                .findFirst();
    }

    static String last(String table) {
        return READ + table + " WHERE segment = ? ORDER BY first_entry DESC LIMIT 1";
    }

    static String behind(String table) {
        return READ + table + " WHERE segment = ? AND first_entry > ? ORDER BY first_entry LIMIT ?";
    }

    private Block block(Row row) throws SQLException, UnreadableRowException {
        long segment = row.number();
        Entry first = Entry.ofKey(row.bytes());
        try {
            return new Block(segment, first, EntryBlock.read(row.bytes()), true);
        } catch (UnreadableRowException reason) {
            setAside.row("block of " + table, segment, reason);
            return new Block(segment, first, List.of(), false);
        }
    }

    /** Entries in their order as blocks. */
    void insert(long segment, List<Entry> entries, int inBlock, Bulk bulk, Session session) throws SQLException {
        bulk.insert(
                table,
                COLUMNS,
                Chunks.of(entries, inBlock),
                (some, to) -> to.number(segment).bytes(some.getFirst().key()).bytes(EntryBlock.write(some)),
                session);
    }

    /** Deletes some blocks of a segment, and returns whether there are more. */
    boolean deleteSome(long segment, Session session) throws SQLException {
        List<Long> some = session.query(some(table), to -> to.number(segment), Row::number);
        if (!some.isEmpty()) {
            session.update(deleting(table), to -> SomeIds.fill(some, to));
        }
        return some.size() == SomeIds.MOST;
    }

    static String some(String table) {
        return "SELECT number FROM " + table + " WHERE segment = ? LIMIT " + SomeIds.MOST;
    }

    static String deleting(String table) {
        return "DELETE FROM " + table + " WHERE number IN " + SomeIds.PLACES;
    }
}
