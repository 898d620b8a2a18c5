package io.carillon.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a segment of what the index of a day doesn't say yet. */
final class FreshPages {

    private static final String ALL = "SELECT day, id, body FROM " + PageRows.FRESH;
    private static final String OF_DAY = ALL + " WHERE day = ? ORDER BY id LIMIT " + SomeIds.MOST;
    private static final int FIRST_LEVEL = 1;

    private final DayLock lock;
    private final Readers readers;
    private final Bulk bulk;
    private final SetAside setAside;
    private final IndexSizes sizes;

    FreshPages(DayLock lock, Readers readers, Bulk bulk, SetAside setAside, IndexSizes sizes) {
        this.sizes = sizes;
        this.lock = lock;
        this.readers = readers;
        this.bulk = bulk;
        this.setAside = setAside;
    }

    /** @param heads nothing if they can't be read: then the page is not found any more */
    private record Fresh(int day, long id, @Nullable Heads heads) {}

    /** What the pages hold that no segment says yet, by their days. */
    static Map<Integer, List<Heads>> all(SetAside setAside, Session session) throws SQLException {
        var byDay = new HashMap<Integer, List<Heads>>();
        for (Fresh page : session.query(ALL, _ -> {}, row -> fresh(row, setAside))) {
            if (page.heads() != null) {
                byDay.computeIfAbsent(page.day(), _ -> new ArrayList<>()).add(page.heads());
            }
        }
        return byDay;
    }

    /** Indexes some pages of a day. */
    IndexStep index(int day) throws SQLException {
        List<Fresh> pages =
                readers.read(session -> session.query(OF_DAY, to -> to.number(day), row -> fresh(row, setAside)));
        if (pages.isEmpty()) {
            return IndexStep.DONE;
        }
        List<Long> ids = pages.stream().map(Fresh::id).toList();
        List<Entry> entries = pages.stream()
                .map(Fresh::heads)
                .filter(Objects::nonNull)
                .flatMap(Heads::entries)
                .sorted()
                .toList();
        return lock.holding(day, (segments, session) -> {
            if (!areFresh(ids, session)) {
                return IndexStep.OVERTAKEN;
            }
            bulk.delete(PageRows.FRESH, ids, id -> id, session);
            insert(day, Segment.nextNumber(segments), entries, session);
            return ids.size() == SomeIds.MOST ? IndexStep.MORE : IndexStep.DONE;
        });
    }

    private static Fresh fresh(Row row, SetAside setAside) throws SQLException, UnreadableRowException {
        int day = row.count();
        long id = row.number();
        try {
            return new Fresh(day, id, Heads.parse(id, row.bytes()));
        } catch (UnreadableRowException reason) {
            setAside.row("page", id, reason);
            return new Fresh(day, id, null);
        }
    }

    private static boolean areFresh(List<Long> ids, Session session) throws SQLException {
        return session.query(EndedTable.among(PageRows.FRESH), to -> SomeIds.fill(ids, to), Row::number)
                        .size()
                == ids.size();
    }

    private void insert(int day, long number, List<Entry> entries, Session session) throws SQLException {
        if (!entries.isEmpty()) {
            new Segment(day, number, FIRST_LEVEL, Segment.State.WHOLE, Segment.NONE).insert(session);
            new Shelves(day, setAside).insert(number, entries, sizes.entriesInBlock(), bulk, session);
        }
    }
}
