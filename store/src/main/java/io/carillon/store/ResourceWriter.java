package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDocument;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes resources and gives each change its revision. Changes are few: they come one after the other, whoever makes them, and
 * look the highest revision up.
 */
final class ResourceWriter {

    private static final String DELETE = "UPDATE resources SET deleted = 1, changed_at = ?, revision = ?"
            + " WHERE kind = ? AND namespace = ? AND name = ? AND deleted = 0";

    private final String put;
    private final String claim;

    ResourceWriter(Dialect dialect) {
        this.claim = "SELECT version FROM schema_versions WHERE version = 1" + dialect.rowLock();
        this.put = dialect.upsert(
                "resources",
                ResourceColumns.KEY,
                List.of(
                        "kind",
                        "namespace",
                        "name",
                        "version",
                        "changed_at",
                        "document",
                        "partition_number",
                        "revision",
                        "deleted"),
                List.of("version", "changed_at", "document", "partition_number", "revision", "deleted"));
    }

    void apply(Iterable<Write.OfResource> changes, Session session) throws SQLException {
        for (Write.OfResource change : changes) {
            switch (change) {
                case Write.PutResource write -> put(write, session);
                case Write.DeleteResource write -> delete(write, session);
            }
        }
    }

    private void put(Write.PutResource write, Session session) throws SQLException {
        Resource resource = write.resource();
        long revision = nextRevision(session);
        session.update(
                put,
                to -> ResourceColumns.writeKey(resource.key(), to)
                        .number(resource.version())
                        .instant(resource.changedAt())
                        .text(ResourceDocument.write(resource).text())
                        .number(write.partition().number())
                        .number(revision)
                        .flag(false));
    }

    private void delete(Write.DeleteResource write, Session session) throws SQLException {
        long revision = nextRevision(session);
        session.update(
                DELETE,
                to -> ResourceColumns.writeKey(
                        write.key(), to.instant(write.at()).number(revision)));
    }

    /** Two that found the same highest revision would both change what the other has changed. */
    private long nextRevision(Session session) throws SQLException {
        session.query(claim, _ -> {}, Row::number);
        return session.query(ResourceCatalog.LAST_REVISION, _ -> {}, Row::number)
                        .getFirst()
                + 1;
    }
}
