package io.carillon.store;

import io.carillon.model.Namespace;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.Resource;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads resources. */
final class ResourceCatalog {

    private static final String ONE = "SELECT " + ResourceColumns.ALL
            + " FROM resources WHERE kind = ? AND namespace = ? AND name = ? AND deleted = 0";
    static final String LIST = "SELECT name, " + ResourceColumns.ALL
            + " FROM resources WHERE kind = ? AND namespace = ? AND name > ? AND deleted = 0 ORDER BY name LIMIT ?";
    static final String LAST_REVISION = "SELECT COALESCE(MAX(revision), 0) FROM resources";
    private static final String ALL = "SELECT " + ResourceColumns.ALL + " FROM resources WHERE deleted = 0";

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

    /** Every one, in the order of their keys. */
    List<Resource> all() {
        return readers.read(session -> session.query(ALL, _ -> {}, this::resourceOrNothing)).stream()
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Resource::key))
                .toList();
    }

    long revision() {
        return readers.read(
                session -> session.query(LAST_REVISION, _ -> {}, Row::number).getFirst());
    }

    private Optional<Resource> resourceOrNothing(Row row) throws SQLException {
        try {
            return Optional.of(ResourceColumns.readBehindKey(ResourceColumns.readKey(row), row));
        } catch (UnreadableRowException reason) {
            setAside.row("resource", "?", reason);
            return Optional.empty();
        }
    }
}
