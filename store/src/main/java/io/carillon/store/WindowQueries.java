package io.carillon.store;

import io.carillon.engine.Band;
import io.carillon.model.JobId;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The statements that read live runs. Each goes on behind a place: among those of the same instant, or behind all of these. Said as
 * one comparison of pairs, it would walk over all that are due together each time.
 */
final class WindowQueries {

    private static final List<RunStatus> LIVE = List.of(RunStatus.PENDING, RunStatus.SCHEDULED, RunStatus.RUNNING);

    /** Each of them repeats the ids that are asked for. */
    static final int TABLES_AT_ONCE = 10;

    private WindowQueries() {}

    /** Where a statement goes on. */
    enum Behind {
        TOGETHER(" = ? AND id > ?"),
        LATER(" > ? AND %s <= ?");

        private final String comparison;

        Behind(String comparison) {
            this.comparison = comparison;
        }

        private String in(String column) {
            return column + comparison.formatted(column);
        }
    }

    /** One range of the index of a band. What is left out costs an entry of that index, and no row. */
    static String ofBand(Band band, Collection<JobId> without, Behind behind, String ofPartitions) {
        String others = without.isEmpty() ? "" : " AND job_id NOT IN " + ids(without, JobId::value);
        return "SELECT due_at, " + String.join(", ", RunRows.READ_LIVE) + " FROM live WHERE "
                + condition(band) + " AND " + behind.in("due_at") + others + ofPartitions
                + " ORDER BY due_at, id LIMIT ?";
    }

    /** One range for each status that is alive, merged. */
    static String ofJob(Band band, Behind behind, String ofPartitions) {
        String searches = LIVE.stream()
                .map(status -> "SELECT * FROM (SELECT id, scheduled_at FROM live WHERE namespace = ? AND job = ? AND "
                        + "status = " + StatusCode.of(status) + " AND " + behind.in("scheduled_at")
                        + " AND job_id = ? AND "
                        + condition(band) + ofPartitions + " ORDER BY scheduled_at, id LIMIT ?) AS " + status)
                .collect(Collectors.joining(" UNION ALL "));
        return "SELECT r.scheduled_at, " + Sql.columns("r", RunRows.READ_LIVE) + " FROM (SELECT id FROM (" + searches
                + ") AS found ORDER BY scheduled_at, id LIMIT ?) AS page"
                + " JOIN live r ON r.id = page.id ORDER BY r.scheduled_at, r.id";
    }

    /** How many times {@link #ofJob} asks for the same. */
    static int searchesOfJob() {
        return LIVE.size();
    }

    /** The live parts of one run behind an index. */
    static String partsOf(String table, String ofPartitions) {
        return "SELECT part_index, " + String.join(", ", RunRows.READ_LIVE) + " FROM " + table
                + " WHERE whole_id = ? AND part_index > ? AND " + StatusCode.NOT_ENDED + ofPartitions
                + " ORDER BY part_index LIMIT ?";
    }

    static String endedParts(String table, Collection<RunId> wholes) {
        return "SELECT whole_id, part_index, status FROM " + table + " WHERE whole_id IN " + ids(wholes, RunId::value)
                + " AND " + StatusCode.ENDED;
    }

    /** The live parts of any runs, wherever they stand. */
    static String namedParts(Collection<String> tables, Collection<RunId> parts, String ofPartitions) {
        return tables.stream()
                .map(table -> "SELECT due_at, " + String.join(", ", RunRows.READ_LIVE) + " FROM " + table
                        + " WHERE id IN " + ids(parts, RunId::value) + " AND " + StatusCode.NOT_ENDED + ofPartitions)
                .collect(Collectors.joining(" UNION ALL "));
    }

    static String named(Collection<RunId> runs, String ofPartitions) {
        return "SELECT due_at, " + String.join(", ", RunRows.READ_LIVE) + " FROM live WHERE id IN "
                + ids(runs, RunId::value) + ofPartitions + " ORDER BY id";
    }

    /** The definitions that some runs were made from, each found by its key. Joined to a table: a hundred conditions take longer to plan than to answer. */
    static String documents(Collection<RunVersion> versions, Dialect dialect) {
        return versions.stream()
                .map(version -> "%s(%d, %d, %d)"
                        .formatted(
                                dialect.row(),
                                version.job().partition().number(),
                                version.job().value(),
                                version.number()))
                .collect(Collectors.joining(
                        ", ",
                        "WITH wanted (partition_number, job_id, version) AS (VALUES ",
                        ") SELECT v.job_id, v.version, v.document FROM wanted w JOIN job_versions v"
                                + " ON v.partition_number = w.partition_number AND v.job_id = w.job_id"
                                + " AND v.version = w.version"));
    }

    private static String condition(Band band) {
        return "band = " + RunRows.bandCode(band);
    }

    /** Ids are numbers that we made ourselves: written out they cost no places, of which a statement has few. */
    private static <T> String ids(Collection<T> ids, ToLongFunction<T> value) {
        return ids.stream().map(id -> Long.toString(value.applyAsLong(id))).collect(Collectors.joining(", ", "(", ")"));
    }
}
