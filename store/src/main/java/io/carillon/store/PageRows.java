package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.Sequel;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of pages: each page for good in the table of its day, and what its runs are found by where the index is made from. */
final class PageRows {

    static final String FRESH = "fresh_pages";
    static final String MARKS = "page_marks";

    private static final int READ_AT_ONCE = 1_000;

    private static final List<String> COLUMNS = List.of("id", "runs", "body");
    private static final List<String> FRESH_COLUMNS = List.of("id", "day", "runs", "body");
    private static final String MARK_COLUMNS = String.join(", ", Marks.COLUMNS);
    private static final List<String> WRITTEN_MARKS =
            Stream.concat(Stream.of("id", "day"), Marks.COLUMNS.stream()).toList();

    private PageRows() {}

    /** Keeps runs that succeeded on a day; what is noted beside one of them already is rare. */
    static void insert(Slice day, List<Run> runs, Bulk bulk, Session session) throws SQLException {
        List<PageMaker.Made> pages = PageMaker.pages(runs);
        bulk.insert(
                day.table(),
                COLUMNS,
                pages,
                (page, to) -> to.number(page.id())
                        .number(page.runs())
                        .bytes(page.page().toByteArray()),
                session);
        bulk.insert(
                FRESH,
                FRESH_COLUMNS,
                pages,
                (page, to) -> to.number(page.id())
                        .number(day.day())
                        .number(page.runs())
                        .bytes(page.heads().toByteArray()),
                session);
        List<Run> marked =
                runs.stream().filter(run -> !run.sequel().equals(Sequel.NONE)).toList();
        bulk.insert(MARKS, WRITTEN_MARKS, marked, (run, to) -> writeMarks(day, run.id(), run.sequel(), to), session);
    }

    private static void writeMarks(Slice day, RunId run, Sequel sequel, Parameters to) throws SQLException {
        to.number(run.value()).number(day.day());
        Marks.write(sequel, to);
    }

    /** Notes something beside a run that stands in a page, on whatever day: it goes with the last that there is now. */
    static void note(Write.MarkRun mark, Session session) throws SQLException {
        if (Marks.set(MARKS, mark, session)) {
            return;
        }
        List<Slices.Span> days = Slices.of(Family.DONE, session);
        if (!days.isEmpty()) {
            Slice last = days.getLast().slice();
            session.update(Sql.insert(MARKS, WRITTEN_MARKS), to -> writeMarks(last, mark.run(), Sequel.NONE, to));
            Marks.set(MARKS, mark, session);
        }
    }

    /** The runs that some entries of a day name, but for those that can't be read. */
    static Map<Long, Run> runs(Slice day, List<Entry> entries, SetAside setAside, Session session) throws SQLException {
        Map<Long, List<Entry>> byPage = new HashMap<>();
        entries.forEach(entry ->
                byPage.computeIfAbsent(entry.page(), _ -> new ArrayList<>()).add(entry));
        Map<Long, Sequel> marks = marks(entries, session);
        var found = new HashMap<Long, Run>();
        for (List<Long> some : Chunks.of(List.copyOf(byPage.keySet()), SomeIds.MOST)) {
            for (Stored stored :
                    session.query(among(day.table()), to -> SomeIds.fill(some, to), row -> read(row, setAside))) {
                addRuns(stored.page(), byPage.getOrDefault(stored.id(), List.of()), marks, setAside, found);
            }
        }
        return found;
    }

    /** All runs of a page that can be read. */
    static List<Run> runs(Page page, SetAside setAside, Session session) throws SQLException {
        List<Entry> entries = page.heads().entries(Entry.BY_ID).toList();
        var found = new LinkedHashMap<Long, Run>();
        addRuns(page, entries, marks(entries, session), setAside, found);
        return List.copyOf(found.values());
    }

    static String among(String table) {
        return "SELECT id, body FROM " + table + " WHERE id IN " + SomeIds.PLACES;
    }

    /** Reads all pages of a day in their order. */
    static void forEach(Slice day, SetAside setAside, Session session, Consumer<Page> reader) throws SQLException {
        List<Stored> some = behind(day, Long.MIN_VALUE, READ_AT_ONCE, setAside, session);
        while (!some.isEmpty()) {
            some.stream().map(Stored::page).filter(Objects::nonNull).forEach(reader);
            some = behind(day, some.getLast().id(), READ_AT_ONCE, setAside, session);
        }
    }

    /**
     * A row with a page.
     *
     * @param page none if it can't be read
     */
    record Stored(long id, @Nullable Page page) {}

    private static Stored read(Row row, SetAside setAside) throws SQLException, UnreadableRowException {
        long id = row.number();
        byte[] body = row.bytes();
        try {
            return new Stored(id, Page.read(id, body));
        } catch (UnreadableRowException reason) {
            setAside.row("page", id, reason);
            return new Stored(id, null);
        }
    }

    private record Count(long page, int runs) {}

    /** Some pages in the order of their ids, with about as many runs as are wanted. */
    static List<Stored> behind(Slice day, long id, int runs, SetAside setAside, Session session) throws SQLException {
        List<Count> counts =
                session.query(counts(day.table()), to -> to.number(id), row -> new Count(row.number(), row.count()));
        if (counts.isEmpty()) {
            return List.of();
        }
        int last = 0;
        int sum = counts.getFirst().runs();
        while (sum < runs && last + 1 < counts.size()) {
            last++;
            sum += counts.get(last).runs();
        }
        long through = counts.get(last).page();
        return session.query(between(day.table()), to -> to.number(id).number(through), row -> read(row, setAside));
    }

    static String counts(String table) {
        return "SELECT id, runs FROM " + table + " WHERE id > ? ORDER BY id LIMIT 100";
    }

    static String between(String table) {
        return "SELECT id, body FROM " + table + " WHERE id > ? AND id <= ? ORDER BY id";
    }

    private static void addRuns(
            @Nullable Page page, List<Entry> wanted, Map<Long, Sequel> marks, SetAside setAside, Map<Long, Run> found) {
        if (page != null) {
            wanted.forEach(entry -> addRun(page, entry.run(), marks, setAside, found));
        }
    }

    private static void addRun(Page page, long run, Map<Long, Sequel> marks, SetAside setAside, Map<Long, Run> found) {
        int place = page.heads().placeOf(run);
        try {
            if (place < 0) {
                throw new UnreadableRowException("its page does not hold it");
            }
            found.put(run, page.run(place, marks.getOrDefault(run, Sequel.NONE)));
        } catch (UnreadableRowException reason) {
            setAside.row("run", run, reason);
        }
    }

    private record Marked(long run, Sequel sequel) {}

    private static Map<Long, Sequel> marks(List<Entry> entries, Session session) throws SQLException {
        var marks = new HashMap<Long, Sequel>();
        List<Long> ids = entries.stream().map(Entry::run).toList();
        for (List<Long> some : Chunks.of(ids, SomeIds.MOST)) {
            session.query(marked(), to -> SomeIds.fill(some, to), row -> new Marked(row.number(), Marks.read(row)))
                    .forEach(marked -> marks.put(marked.run(), marked.sequel()));
        }
        return marks;
    }

    static String marked() {
        return "SELECT id, " + MARK_COLUMNS + " FROM " + MARKS + " WHERE id IN " + SomeIds.PLACES;
    }
}
