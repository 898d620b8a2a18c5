package io.carillon.store;

import io.carillon.engine.ResourceChange;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.Resource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads resources: one, a list, those of partitions, and what changed. */
final class ResourceCatalog {

    private static final String ONE = "SELECT " + ResourceColumns.ALL
            + " FROM resources WHERE kind = ? AND namespace = ? AND name = ? AND deleted = 0";
    static final String LIST = "SELECT name, " + ResourceColumns.ALL
            + " FROM resources WHERE kind = ? AND namespace = ? AND name > ? AND deleted = 0 ORDER BY name LIMIT ?";
    static final String CHANGES = "SELECT revision, deleted, " + ResourceColumns.ALL
            + " FROM resources WHERE revision > ? ORDER BY revision LIMIT ?";
    private static final String OF_PARTITIONS = "SELECT partition_number, " + ResourceColumns.ALL
            + " FROM resources WHERE deleted = 0 AND partition_number IN ";

    private final Readers readers;
    private final SetAside setAside;

    ResourceCatalog(Readers readers, SetAside setAside) {
        this.readers = readers;
        this.setAside = setAside;
    }

    Optional<Resource> resource(ResourceKey key) {
        return readers
                .read(session -> session.query(ONE, to -> ResourceColumns.writeKey(key, to), this::resourceOrNothing))
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    List<Resource> resources(ResourceKind kind, Namespace namespace, Optional<String> afterName, int limit) {
        return readers.read(session -> Pages.fill(
                afterName.orElse(""),
                limit,
                (after, count) -> session.query(
                        LIST,
                        to -> to.text(kind.title())
                                .text(namespace.value())
                                .text(after)
                                .number(count),
                        row -> new Pages.Slot<>(
                                row.text(), resourceOrNothing(row).orElse(null)))));
    }

    List<ResourceChange> changes(long afterRevision, int limit) {
        return readers.read(session -> Pages.fill(
                afterRevision,
                limit,
                (after, count) -> session.query(CHANGES, to -> to.number(after).number(count), row -> {
                    long revision = row.number();
                    return new Pages.Slot<>(revision, change(revision, row));
                })));
    }

    /** Reads them inside a take-over's transaction. */
    Map<Partition, List<Resource>> of(Collection<Partition> partitions, Session session) throws SQLException {
        var found = new TreeMap<Partition, List<Resource>>();
        session.query(OF_PARTITIONS + Sql.in(partitions) + " ORDER BY kind, namespace, name", _ -> {}, row -> {
            var partition = new Partition(row.count());
            resourceOrNothing(row)
                    .ifPresent(resource -> found.computeIfAbsent(partition, _ -> new ArrayList<>())
                            .add(resource));
            return partition;
        });
        return found;
    }

    private Optional<Resource> resourceOrNothing(Row row) throws SQLException {
        try {
            return Optional.of(ResourceColumns.readBehindKey(ResourceColumns.readKey(row), row));
        } catch (UnreadableRowException reason) {
            setAside.row("resource", "?", reason);
            return Optional.empty();
        }
    }

    private @Nullable ResourceChange change(long revision, Row row) throws SQLException, UnreadableRowException {
        boolean deleted = row.flag();
        try {
            ResourceKey key = ResourceColumns.readKey(row);
            return new ResourceChange(revision, key, deleted ? null : ResourceColumns.readBehindKey(key, row));
        } catch (UnreadableRowException reason) {
            setAside.row("resource change", revision, reason);
            return null;
        }
    }
}
