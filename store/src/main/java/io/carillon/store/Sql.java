package io.carillon.store;

import io.carillon.model.Partition;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The shapes that statements share. */
final class Sql {

    private Sql() {}

    static String insert(String table, List<String> columns) {
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    }

    /** Two of our databases say it like this. */
    static String insertAbsent(String table, List<String> key, List<String> columns) {
        return insert(table, columns) + " ON CONFLICT (" + String.join(", ", key) + ") DO NOTHING";
    }

    static String upsert(String table, List<String> key, List<String> columns, List<String> updated) {
        String changes =
                updated.stream().map(column -> column + " = excluded." + column).collect(Collectors.joining(", "));
        return insert(table, columns) + " ON CONFLICT (" + String.join(", ", key) + ") DO UPDATE SET " + changes;
    }

    /** The partition that an id names, out of its bits. */
    static String partitionOf(String id) {
        return "((" + id + " >> 12) & 1023)";
    }

    static String assignments(List<String> columns) {
        return columns.stream().map(column -> column + " = ?").collect(Collectors.joining(", "));
    }

    static String columns(String alias, List<String> columns) {
        return columns.stream().map(column -> alias + "." + column).collect(Collectors.joining(", "));
    }

    /** Partitions are small numbers that we made ourselves: written out they cost no places, of which a statement has few. */
    static String in(Collection<Partition> partitions) {
        return partitions.stream().map(Partition::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
