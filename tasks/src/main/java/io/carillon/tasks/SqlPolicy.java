package io.carillon.tasks;

import java.nio.file.Path;
import java.util.Map;

/** Which databases a worker's tasks may use: accesses by the names that jobs use. */
public record SqlPolicy(Map<String, SqlAccess> accesses) {

    public static final SqlPolicy NONE = new SqlPolicy(Map.of());

    public SqlPolicy {
        accesses = Map.copyOf(accesses);
    }

    /** Reads a file of lines such as {@code reporting.user=reader}; whatever is wrong in it is refused with its place. */
    public static SqlPolicy read(Path file) {
        return new SqlPolicy(SqlAccessFile.read(file));
    }
}
