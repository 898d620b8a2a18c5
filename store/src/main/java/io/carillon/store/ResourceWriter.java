package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDocument;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes resources and gives each change its revision. Changes are few: the highest revision is looked up for each, and where
 * two nodes find the same one, the unique index lets only the first commit.
 */
final class ResourceWriter {

    private static final String DELETE = "UPDATE resources SET deleted = 1, changed_at = ?, revision = ?"
            + " WHERE kind = ? AND namespace = ? AND name = ? AND deleted = 0";

    private final String put;

    ResourceWriter(Dialect dialect) {
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

    private static void delete(Write.DeleteResource write, Session session) throws SQLException {
        long revision = nextRevision(session);
        session.update(
                DELETE,
                to -> ResourceColumns.writeKey(
                        write.key(), to.instant(write.at()).number(revision)));
    }

    private static long nextRevision(Session session) throws SQLException {
        return session.query(ResourceCatalog.LAST_REVISION, _ -> {}, Row::number)
                        .getFirst()
                + 1;
    }
}
