package io.carillon.store;

import io.carillon.engine.LoadedRun;
import io.carillon.engine.RunWindow;
import io.carillon.model.JobId;
import io.carillon.model.RunId;
import io.carillon.model.job.DocumentMemory;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.store.WindowQueries.Behind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads live runs, each with the version of the definition that it was made from. */
final class WindowReader {

    private static final int VERSIONS_AT_ONCE = 100;

    private final Readers readers;
    private final Dialect dialect;
    private final Documents documents;
    private final SetAside setAside;

    WindowReader(Readers readers, Dialect dialect, Documents documents, SetAside setAside) {
        this.readers = readers;
        this.dialect = dialect;
        this.documents = documents;
        this.setAside = setAside;
    }

    private record Position(long instant, long id) {

        private static Position before(RunWindow window) {
            if (window.after() == null) {
                return new Position(Long.MIN_VALUE, Long.MAX_VALUE);
            }
            RunId id = window.afterId();
            return new Position(Micros.of(window.after()), id == null ? Long.MAX_VALUE : id.value());
        }

        private boolean isAmongOthers() {
            return id < Long.MAX_VALUE;
        }
    }

    List<LoadedRun> load(RunWindow window) {
        return readers.read(session -> {
            String ofPartitions = ofPartitions(window, session);
            var unreadable = new HashSet<RunVersion>();
            return Pages.fill(
                    Position.before(window),
                    window.limit(),
                    (after, limit) -> withSpecs(
                            page(new Page(window, after, limit, ofPartitions), session), unreadable, session));
        });
    }

    /** A node that owns everything, which is the usual case, has nothing to leave out. */
    private String ofPartitions(RunWindow window, Session session) throws SQLException {
        long known = session.query("SELECT count(*) FROM partitions", _ -> {}, Row::number)
                .getFirst();
        return known == window.partitions().size()
                ? ""
                : " AND " + Sql.partitionOf("id") + " IN " + Sql.in(window.partitions());
    }

    private record Page(RunWindow window, Position after, int limit, String ofPartitions) {

        private Page shorterBy(int read) {
            return new Page(window, after, limit - read, ofPartitions);
        }
    }

    private List<Pages.Slot<Position, Run>> page(Page page, Session session) throws SQLException {
        if (page.window().selection() instanceof RunWindow.Selection.Named named) {
            return single(named, page, session);
        }
        if (page.window().selection() instanceof RunWindow.Selection.PartsOf parts) {
            return partsOf(parts, page, session);
        }
        var slots = new ArrayList<Pages.Slot<Position, Run>>();
        if (page.after().isAmongOthers()) {
            slots.addAll(search(page, Behind.TOGETHER, session));
        }
        if (slots.size() < page.limit()) {
            slots.addAll(search(page.shorterBy(slots.size()), Behind.LATER, session));
        }
        return slots;
    }

    /** All that are named are asked for at once, so that a further page holds nothing. */
    private List<Pages.Slot<Position, Run>> single(RunWindow.Selection.Named named, Page page, Session session)
            throws SQLException {
        if (named.runs().isEmpty() || !page.after().equals(Position.before(page.window()))) {
            return List.of();
        }
        var slots = new ArrayList<>(
                session.query(WindowQueries.named(named.runs(), page.ofPartitions()), _ -> {}, this::slot));
        var others = new TreeSet<>(named.runs());
        slots.forEach(slot -> others.remove(new RunId(slot.key().id())));
        if (!others.isEmpty()) {
            slots.addAll(parts(others, page, session));
            slots.sort(Comparator.comparingLong(slot -> slot.key().id()));
        }
        return slots;
    }

    /** Whatever is not among the live runs may be a part of one; from there no part ever moves. */
    private List<Pages.Slot<Position, Run>> parts(SortedSet<RunId> named, Page page, Session session)
            throws SQLException {
        return session.together(dialect.beginReading(), _ -> {
            var slots = new ArrayList<Pages.Slot<Position, Run>>();
            for (List<String> tables :
                    Chunks.of(Whereabouts.parts(named.getLast(), session), WindowQueries.TABLES_AT_ONCE)) {
                slots.addAll(session.query(
                        WindowQueries.namedParts(tables, named, page.ofPartitions()), _ -> {}, this::slot));
            }
            return slots;
        });
    }

    /** Here a place in the list is an index. */
    private List<Pages.Slot<Position, Run>> partsOf(RunWindow.Selection.PartsOf parts, Page page, Session session)
            throws SQLException {
        Optional<String> table = Whereabouts.partsOf(parts.run(), session);
        return table.isEmpty() ? List.of() : partsOf(table.get(), parts, page, session);
    }

    private List<Pages.Slot<Position, Run>> partsOf(
            String table, RunWindow.Selection.PartsOf parts, Page page, Session session) throws SQLException {
        return session.query(
                WindowQueries.partsOf(table, page.ofPartitions()),
                to -> to.number(parts.run().value())
                        .number(Math.max(page.after().instant(), parts.from() - 1L))
                        .number(page.limit()),
                this::slot);
    }

    SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> runs) {
        return readers.read(session -> session.together(dialect.beginReading(), _ -> endedParts(runs, session)));
    }

    private static SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> runs, Session session)
            throws SQLException {
        var ended = new TreeMap<RunId, SortedMap<Integer, RunStatus>>();
        for (Slices.Span span : Slices.of(Family.PARTS, session)) {
            Slice slice = span.slice();
            SortedSet<RunId> made = runs.subSet(slice.firstRun(), slice.firstRunBehind());
            if (!made.isEmpty()) {
                session.query(
                        WindowQueries.endedParts(slice.table(), made),
                        _ -> {},
                        row -> ended.computeIfAbsent(new RunId(row.number()), _ -> new TreeMap<>())
                                .put(row.count(), StatusCode.read(row.number())));
            }
        }
        return ended;
    }

    private List<Pages.Slot<Position, Run>> search(Page page, Behind behind, Session session) throws SQLException {
        return switch (page.window().selection()) {
            case RunWindow.Selection.OfBand band ->
                session.query(
                        WindowQueries.ofBand(band.band(), band.without(), behind, page.ofPartitions()),
                        to -> place(page, behind, to).number(page.limit()),
                        this::slot);
            case RunWindow.Selection.OfJob job ->
                session.query(
                        WindowQueries.ofJob(job.band(), behind, page.ofPartitions()),
                        to -> fill(job, page, behind, to),
                        this::slot);
            case RunWindow.Selection.PartsOf parts -> partsOf(parts, page, session);
            case RunWindow.Selection.Named named -> single(named, page, session);
        };
    }

    private static void fill(RunWindow.Selection.OfJob job, Page page, Behind behind, Parameters to)
            throws SQLException {
        for (int i = 0; i < WindowQueries.searchesOfJob(); i++) {
            to.text(job.key().namespace().value()).text(job.key().name().value());
            place(page, behind, to).number(job.job().value()).number(page.limit());
        }
        to.number(page.limit());
    }

    private static Parameters place(Page page, Behind behind, Parameters to) throws SQLException {
        to.number(page.after().instant());
        return switch (behind) {
            case TOGETHER -> to.number(page.after().id());
            case LATER -> to.instant(page.window().through());
        };
    }

    private Pages.Slot<Position, Run> slot(Row row) throws SQLException, UnreadableRowException {
        return RunRows.liveSlot(row.number(), row, Position::new, setAside);
    }

    private List<Pages.Slot<Position, LoadedRun>> withSpecs(
            List<Pages.Slot<Position, Run>> page, Set<RunVersion> unreadable, Session session) throws SQLException {
        var specs = new HashMap<RunVersion, JobSpec>();
        var unknown = new LinkedHashSet<RunVersion>();
        for (Pages.Slot<Position, Run> slot : page) {
            if (slot.value() != null) {
                var version = RunVersion.of(slot.value());
                JobSpec known = documents.find(version);
                if (known != null) {
                    specs.put(version, known);
                } else if (!unreadable.contains(version)) {
                    unknown.add(version);
                }
            }
        }
        for (List<RunVersion> some : Chunks.of(List.copyOf(unknown), VERSIONS_AT_ONCE)) {
            specs.putAll(specs(some, unreadable, session));
        }
        var loaded = new ArrayList<Pages.Slot<Position, LoadedRun>>();
        for (Pages.Slot<Position, Run> slot : page) {
            loaded.add(new Pages.Slot<>(slot.key(), withSpec(slot.value(), specs)));
        }
        return loaded;
    }

    private static @Nullable LoadedRun withSpec(@Nullable Run run, Map<RunVersion, JobSpec> specs) {
        JobSpec spec = run == null ? null : specs.get(RunVersion.of(run));
        return run == null || spec == null ? null : new LoadedRun(run, spec);
    }

    /** One that can't be read is set aside, and with it the runs that were made from it. */
    private Map<RunVersion, JobSpec> specs(List<RunVersion> versions, Set<RunVersion> unreadable, Session session)
            throws SQLException {
        var specs = new HashMap<RunVersion, JobSpec>();
        DocumentMemory memory = documents.memory();
        session.query(WindowQueries.documents(versions, dialect), _ -> {}, row -> {
            var version = new RunVersion(new JobId(row.number()), row.count());
            try {
                JobSpec spec = JobColumns.read(row.text(), memory::read).spec();
                specs.put(version, spec);
                documents.remember(version, spec);
            } catch (UnreadableRowException reason) {
                setAside.row("job version", version, reason);
                unreadable.add(version);
            }
            return version;
        });
        for (RunVersion version : versions) {
            if (!specs.containsKey(version) && unreadable.add(version)) {
                setAside.row(
                        "job version",
                        version,
                        new UnreadableRowException("there is no such version, and runs were made from it"));
            }
        }
        return specs;
    }
}
