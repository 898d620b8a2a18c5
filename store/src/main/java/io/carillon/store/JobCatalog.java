package io.carillon.store;

import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.job.Job;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Lists of definitions and of apps. */
final class JobCatalog {

    private static final String SELECT =
            " FROM jobs j JOIN job_versions v ON v.partition_number = j.partition_number AND v.job_id = j.id";
    private static final String CURRENT =
            SELECT + " AND v.version = j.version WHERE j.existing = 1 AND j.namespace = ?";
    private static final String COLUMNS = Sql.columns("v", JobColumns.ALL);
    private static final String ONE = "SELECT j.name, " + COLUMNS + CURRENT + " AND j.name = ?";
    static final String LIST = "SELECT j.name, " + COLUMNS + CURRENT + " AND j.name > ? ORDER BY j.name LIMIT ?";
    private static final String VERSIONS = "SELECT v.version, " + COLUMNS + SELECT
            + " WHERE j.existing = 1 AND j.namespace = ? AND j.name = ? AND v.version < ?"
            + " ORDER BY v.version DESC LIMIT ?";
    static final String DELETED = "SELECT j.name, " + COLUMNS + SELECT
            + " AND v.version = j.version WHERE j.existing IS NULL AND j.namespace = ? AND j.name = ?"
            + " AND v.declared IS NOT NULL ORDER BY j.deleted_at DESC, j.id DESC LIMIT 1";
    private static final String APPS = "SELECT name FROM apps ORDER BY name";

    private final Readers readers;
    private final SetAside setAside;

    JobCatalog(Readers readers, SetAside setAside) {
        this.readers = readers;
        this.setAside = setAside;
    }

    Optional<Job> job(JobKey key) {
        return one(ONE, key);
    }

    Optional<Job> deleted(JobKey key) {
        return one(DELETED, key);
    }

    private Optional<Job> one(String query, JobKey key) {
        return readers.read(session -> session
                .query(
                        query,
                        to -> to.text(key.namespace().value()).text(key.name().value()),
                        row -> slot(row.text(), row))
                .stream()
                .flatMap(slot -> Optional.ofNullable(slot.value()).stream())
                .findFirst());
    }

    List<Job> jobs(Namespace namespace, Optional<String> afterName, int limit) {
        return readers.read(session -> Pages.fill(
                afterName.orElse(""),
                limit,
                (after, count) -> session.query(
                        LIST,
                        to -> to.text(namespace.value()).text(after).number(count),
                        row -> slot(row.text(), row))));
    }

    List<Job> versions(JobKey key, int limit) {
        return readers.read(session -> Pages.fill(
                Long.MAX_VALUE,
                limit,
                (before, count) -> session.query(
                        VERSIONS,
                        to -> to.text(key.namespace().value())
                                .text(key.name().value())
                                .number(before)
                                .number(count),
                        row -> slot(row.number(), row))));
    }

    List<AppName> apps() {
        return readers.read(session -> session.query(APPS, _ -> {}, row -> new AppName(row.text())));
    }

    private <K> Pages.Slot<K, Job> slot(K key, Row row) throws SQLException, UnreadableRowException {
        long id = row.number();
        try {
            return new Pages.Slot<>(key, JobColumns.readBehindId(new JobId(id), row));
        } catch (UnreadableRowException reason) {
            setAside.row("job", id, reason);
            return new Pages.Slot<>(key, null);
        }
    }
}
