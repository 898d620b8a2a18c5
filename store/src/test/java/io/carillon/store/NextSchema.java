package io.carillon.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TreeSet;

/** What the next version would make of a schema that it only adds to: a column more in each table, a table more, and the note that says so. */
final class NextSchema {

    private NextSchema() {}

    /** Makes it of the schema that there is, so that whoever knows that one can go on. */
    static void make(Connection connection) throws SQLException {
        var tables = new TreeSet<String>();
        try (ResultSet rows = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        tables.removeIf(table -> table.startsWith("schema_") || table.startsWith("sqlite_"));
        try (Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("ALTER TABLE " + table + " ADD COLUMN said_later VARCHAR(20) DEFAULT 'later'");
            }
            statement.execute("CREATE TABLE of_the_next_version (id INTEGER NOT NULL PRIMARY KEY)");
            statement.execute("INSERT INTO schema_companions (version, oldest)"
                    + " SELECT MAX(version) + 1, MAX(version) FROM schema_versions");
            statement.execute("INSERT INTO schema_versions (version, name, checksum, applied_at)"
                    + " SELECT MAX(version) + 1, 'next', 'of the next version', 0 FROM schema_versions");
        }
    }
}
