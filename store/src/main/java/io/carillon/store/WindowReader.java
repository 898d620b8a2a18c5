package io.carillon.store;

import io.carillon.engine.LoadedRun;
import io.carillon.engine.RunWindow;
import io.carillon.model.RunId;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads live runs in the order in which they are due, each with the version of the definition that it was made from. */
final class WindowReader {

    private static final String SELECT = "SELECT due_at, " + String.join(", ", RunColumns.ALL) + " FROM runs WHERE "
            + StatusCode.LIVE + " AND due_at <= ?";
    private static final String ORDER = " ORDER BY due_at, id LIMIT ?";

    /** Said as one comparison of pairs, this would walk over all that are due together each time. */
    private static final String TOGETHER = SELECT + " AND due_at = ? AND id > ?";

    private static final String LATER = SELECT + " AND due_at > ?";
    private static final String DOCUMENT = "SELECT document FROM job_versions WHERE job_id = ? AND version = ?";

    private final Readers readers;
    private final Dialect dialect;
    private final SetAside setAside;

    WindowReader(Readers readers, Dialect dialect, SetAside setAside) {
        this.readers = readers;
        this.dialect = dialect;
        this.setAside = setAside;
    }

    private record Position(long due, long id) {

        private static Position before(RunWindow window) {
            if (window.afterDue() == null) {
                return new Position(Long.MIN_VALUE, Long.MAX_VALUE);
            }
            RunId id = window.afterId();
            return new Position(Micros.of(window.afterDue()), id == null ? Long.MAX_VALUE : id.value());
        }
    }

    private record Version(long job, int number) {}

    List<LoadedRun> load(RunWindow window) {
        return readers.read(session -> {
            String ofPartitions = ofPartitions(window, session);
            var specs = new HashMap<Version, Optional<JobSpec>>();
            return Pages.fill(
                    Position.before(window),
                    window.limit(),
                    (after, limit) ->
                            withSpecs(page(new Page(window, after, limit, ofPartitions), session), specs, session));
        });
    }

    /** A node that owns everything, which is the usual case, has nothing to leave out. */
    private String ofPartitions(RunWindow window, Session session) throws SQLException {
        long known = session.query("SELECT count(*) FROM partitions", _ -> {}, Row::number)
                .getFirst();
        return known == window.partitions().size()
                ? ""
                : " AND " + dialect.partitionOf("id") + " IN " + Sql.in(window.partitions());
    }

    private record Page(RunWindow window, Position after, int limit, String ofPartitions) {}

    private List<Pages.Slot<Position, Run>> page(Page page, Session session) throws SQLException {
        Position after = page.after();
        var slots = new ArrayList<Pages.Slot<Position, Run>>();
        if (after.id() < Long.MAX_VALUE) {
            slots.addAll(session.query(
                    together(page.ofPartitions()),
                    to -> to.instant(page.window().through())
                            .number(after.due())
                            .number(after.id())
                            .number(page.limit()),
                    this::slot));
        }
        if (slots.size() < page.limit()) {
            slots.addAll(session.query(
                    later(page.ofPartitions()),
                    to -> to.instant(page.window().through())
                            .number(after.due())
                            .number(page.limit() - slots.size()),
                    this::slot));
        }
        return slots;
    }

    static String together(String ofPartitions) {
        return TOGETHER + ofPartitions + ORDER;
    }

    static String later(String ofPartitions) {
        return LATER + ofPartitions + ORDER;
    }

    private Pages.Slot<Position, Run> slot(Row row) throws SQLException, UnreadableRowException {
        return RunColumns.readSlot(row.number(), row, Position::new, setAside);
    }

    private List<Pages.Slot<Position, LoadedRun>> withSpecs(
            List<Pages.Slot<Position, Run>> page, Map<Version, Optional<JobSpec>> specs, Session session)
            throws SQLException {
        var loaded = new ArrayList<Pages.Slot<Position, LoadedRun>>();
        for (Pages.Slot<Position, Run> slot : page) {
            loaded.add(new Pages.Slot<>(slot.key(), withSpec(slot.value(), specs, session)));
        }
        return loaded;
    }

    private @Nullable LoadedRun withSpec(@Nullable Run run, Map<Version, Optional<JobSpec>> specs, Session session)
            throws SQLException {
        if (run == null) {
            return null;
        }
        var version = new Version(run.jobId().value(), run.jobVersion());
        Optional<JobSpec> spec = specs.get(version);
        if (spec == null) {
            spec = spec(version, session);
            specs.put(version, spec);
        }
        return spec.isEmpty() ? null : new LoadedRun(run, spec.get());
    }

    private Optional<JobSpec> spec(Version version, Session session) throws SQLException {
        List<String> documents =
                session.query(DOCUMENT, to -> to.number(version.job()).number(version.number()), Row::text);
        try {
            if (documents.isEmpty()) {
                throw new UnreadableRowException("there is no such version, and runs were made from it");
            }
            return Optional.of(JobColumns.readDocument(documents.getFirst()).spec());
        } catch (UnreadableRowException reason) {
            setAside.row("job version", version, reason);
            return Optional.empty();
        }
    }
}
