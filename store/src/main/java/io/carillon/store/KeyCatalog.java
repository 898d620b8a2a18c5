package io.carillon.store;

import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds runs by the keys under which somebody asked for them, in the tables of all days at once. */
final class KeyCatalog {

    private static final String JOB = "SELECT id FROM jobs WHERE namespace = ? AND name = ? AND existing = 1";

    /** Of few shapes, so that each is prepared once. */
    private static final int KEYS_AT_ONCE = 20;

    private static final int TABLES_AT_ONCE = 40;

    private final Readers readers;
    private final Dialect dialect;

    KeyCatalog(Readers readers, Dialect dialect) {
        this.readers = readers;
        this.dialect = dialect;
    }

    /** What is looked for: requests of a job that exists now, or reruns of a run. */
    private record Wanted(long of, OptionalLong job) {}

    Optional<RunId> requested(JobKey job, String runKey) {
        return Optional.ofNullable(requested(job, Set.of(runKey)).get(runKey));
    }

    Map<String, RunId> requested(JobKey job, Set<String> runKeys) {
        return read(session -> {
            List<Long> id = session.query(
                    JOB, to -> to.text(job.namespace().value()).text(job.name().value()), Row::number);
            return id.isEmpty()
                    ? Map.of()
                    : find(new Wanted(0, OptionalLong.of(id.getFirst())), List.copyOf(runKeys), session);
        });
    }

    Optional<RunId> rerun(RunId of, String runKey) {
        Map<String, RunId> found =
                read(session -> find(new Wanted(of.value(), OptionalLong.empty()), List.of(runKey), session));
        return Optional.ofNullable(found.get(runKey));
    }

    private <T> T read(Session.Work<T> work) {
        return readers.read(session -> session.together(dialect.beginReading(), work));
    }

    private static Map<String, RunId> find(Wanted wanted, List<String> keys, Session session) throws SQLException {
        List<String> tables = Slices.of(Family.KEYS, session).stream()
                .map(span -> span.slice().table())
                .toList();
        var found = new TreeMap<String, RunId>();
        for (List<String> someKeys : Chunks.of(keys, KEYS_AT_ONCE)) {
            for (List<String> someTables : Chunks.of(tables, TABLES_AT_ONCE)) {
                find(wanted, someKeys, someTables, found, session);
            }
        }
        return found;
    }

    /** Places that are left over ask for the last key again. */
    private static void find(
            Wanted wanted, List<String> keys, List<String> tables, Map<String, RunId> found, Session session)
            throws SQLException {
        int places = keys.size() == 1 ? 1 : KEYS_AT_ONCE;
        session.query(
                statement(tables, places, wanted.job().isPresent()),
                to -> {
                    for (int table = 0; table < tables.size(); table++) {
                        to.number(wanted.of());
                        for (int i = 0; i < places; i++) {
                            to.text(RunBody.runKey(keys.get(Math.min(i, keys.size() - 1))));
                        }
                        if (wanted.job().isPresent()) {
                            to.number(wanted.job().getAsLong());
                        }
                    }
                },
                row -> found.merge(key(row.text()), new RunId(row.number()), KeyCatalog::first));
    }

    /** Two requests of the same key are a mistake of ours, and then the first one counts. */
    private static RunId first(RunId one, RunId other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    static String statement(List<String> tables, int keys, boolean ofJob) {
        String places = String.join(", ", Collections.nCopies(keys, "?"));
        return tables.stream()
                .map(table -> "SELECT run_key, run_id FROM " + table + " WHERE of_run = ? AND run_key IN (" + places
                        + ")" + (ofJob ? " AND job_id = ?" : ""))
                .collect(Collectors.joining(" UNION ALL "));
    }

    private static String key(String text) throws UnreadableRowException {
        if (Json.parse(text) instanceof Json.Str key) {
            return key.value();
        }
        throw new UnreadableRowException("a key is not a string: " + text);
    }
}
