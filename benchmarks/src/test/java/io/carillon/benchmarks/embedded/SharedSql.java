package io.carillon.benchmarks.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Which spellings of what the store needs are understood by which database: each is run, none is looked up. */
final class SharedSql {

    private static final List<String> TABLES = List.of(
            "CREATE TABLE parts (id INT PRIMARY KEY, epoch BIGINT NOT NULL)",
            "CREATE TABLE live (id BIGINT PRIMARY KEY, job_id BIGINT, state SMALLINT, due BIGINT, params VARCHAR(1000))",
            "INSERT INTO parts VALUES (1, 1), (2, 1)",
            "INSERT INTO live VALUES (1, 7, 0, 9223372036854775807, '{\"a\":\"b\"}')");

    private final Path parent;
    private final PrintStream out;

    SharedSql(Path parent, PrintStream out) {
        this.parent = parent;
        this.out = out;
    }

    private record Spelling(String construct, String sql) {}

    private record Database(String name, Connection connection) {}

    void compare() throws IOException, SQLException {
        var sqlite = Candidate.sqlite();
        var h2 = Candidate.named("h2-default");
        try (var place = Place.under(parent, "sql");
                var postgres = EmbeddedPostgres.builder().start();
                var onSqlite = sqlite.openWriter(place.directory());
                var onH2 = h2.openWriter(place.directory());
                var onPostgres = postgres.getPostgresDatabase().getConnection()) {
            onPostgres.setAutoCommit(false);
            var databases = List.of(
                    new Database("SQLite", onSqlite), new Database("H2", onH2), new Database("PostgreSQL", onPostgres));
            for (var database : databases) {
                Sql.run(database.connection(), TABLES.toArray(String[]::new));
                database.connection().commit();
                out.println(database.name() + " "
                        + database.connection().getMetaData().getDatabaseProductVersion());
            }
            for (var spelling : spellings()) {
                print(spelling, databases);
            }
        }
    }

    private void print(Spelling spelling, List<Database> databases) throws SQLException {
        out.printf("%-24s", spelling.construct());
        for (var database : databases) {
            out.printf(" %-4s", understands(database.connection(), spelling.sql()) ? "yes" : "no");
        }
        out.println("  " + spelling.sql());
    }

    private static boolean understands(Connection connection, String sql) throws SQLException {
        try {
            Sql.run(connection, sql);
            return true;
        } catch (SQLException _) {
            return false; // A refusal is the answer that was asked for.
        } finally {
            connection.rollback();
        }
    }

    private static List<Spelling> spellings() {
        return Stream.of(writes(), locksAndBulk(), reads(), schemaChanges())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Spelling> writes() {
        return List.of(
                new Spelling(
                        "upsert",
                        "INSERT INTO parts VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch"),
                new Spelling("upsert", "INSERT INTO parts VALUES (1, 2) ON DUPLICATE KEY UPDATE epoch = VALUES(epoch)"),
                new Spelling(
                        "upsert",
                        "MERGE INTO parts USING (VALUES (1, 2)) AS v (id, epoch) ON parts.id = v.id"
                                + " WHEN MATCHED THEN UPDATE SET epoch = v.epoch"),
                new Spelling("insert unless there", "INSERT INTO parts VALUES (1, 2) ON CONFLICT DO NOTHING"),
                new Spelling("insert unless there", "INSERT IGNORE INTO parts VALUES (1, 2)"),
                new Spelling(
                        "insert unless there",
                        "INSERT INTO parts SELECT 1, 2 FROM parts WHERE NOT EXISTS (SELECT 1 FROM parts WHERE id = 1)"),
                new Spelling("insert returning", "INSERT INTO parts VALUES (3, 1) RETURNING id"),
                new Spelling("update returning", "UPDATE parts SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch"),
                new Spelling("delete returning", "DELETE FROM parts WHERE id = 1 RETURNING epoch"),
                new Spelling(
                        "update returning", "SELECT epoch FROM FINAL TABLE (UPDATE parts SET epoch = 5 WHERE id = 1)"));
    }

    private static List<Spelling> locksAndBulk() {
        return List.of(
                new Spelling("fence read", "SELECT epoch FROM parts WHERE id = 1 FOR SHARE"),
                new Spelling("fence read", "SELECT epoch FROM parts WHERE id = 1 LOCK IN SHARE MODE"),
                new Spelling("fence read", "SELECT epoch FROM parts WHERE id = 1 FOR UPDATE"),
                new Spelling("claim", "SELECT epoch FROM parts WHERE id = 1 FOR UPDATE SKIP LOCKED"),
                new Spelling("insert many", "INSERT INTO parts (id, epoch) VALUES (3, 1), (4, 1), (5, 1)"),
                new Spelling(
                        "update many",
                        "WITH v (id, epoch) AS (VALUES (1, 2), (2, 3)) UPDATE parts SET epoch = v.epoch FROM v WHERE parts.id = v.id"),
                new Spelling(
                        "update many",
                        "UPDATE parts JOIN (SELECT 1 AS id, 2 AS epoch) v ON parts.id = v.id SET parts.epoch = v.epoch"),
                new Spelling(
                        "update many",
                        "UPDATE parts SET epoch = CASE id WHEN 1 THEN 2 WHEN 2 THEN 3 END WHERE id IN (1, 2)"));
    }

    private static List<Spelling> reads() {
        return List.of(
                new Spelling("array parameter", "SELECT epoch FROM parts WHERE id = ANY (ARRAY[1, 2])"),
                new Spelling("JSON in text", "SELECT params ->> '$.a' FROM live"),
                new Spelling("JSON in text", "SELECT params::json ->> 'a' FROM live"),
                new Spelling("JSON in text", "SELECT JSON_VALUE(params, '$.a') FROM live"),
                new Spelling("JSON column", "CREATE TABLE documents (id BIGINT PRIMARY KEY, body JSON)"),
                new Spelling("TEXT column", "CREATE TABLE texts (id BIGINT PRIMARY KEY, body TEXT)"),
                new Spelling("BIGINT instant", "SELECT id FROM live WHERE due = 9223372036854775807"),
                new Spelling("key-set page", "SELECT id FROM live WHERE (due, id) > (5, 0) ORDER BY due, id LIMIT 10"),
                new Spelling(
                        "key-set page",
                        "SELECT id FROM live WHERE due > 5 OR (due = 5 AND id > 0) ORDER BY due, id LIMIT 10"),
                new Spelling("page", "SELECT id FROM live ORDER BY id FETCH FIRST 10 ROWS ONLY"),
                new Spelling(
                        "bounded delete", "DELETE FROM live WHERE id IN (SELECT id FROM live WHERE due < 5 LIMIT 10)"),
                new Spelling("bounded delete", "DELETE FROM live WHERE due < 5 ORDER BY id LIMIT 10"),
                new Spelling("equal or both null", "SELECT id FROM live WHERE params IS NOT DISTINCT FROM NULL"),
                new Spelling("boolean literal", "SELECT id FROM live WHERE TRUE AND (state = 0) = TRUE"),
                new Spelling("window", "SELECT id, ROW_NUMBER() OVER (PARTITION BY job_id ORDER BY due) FROM live"),
                new Spelling(
                        "recursive query",
                        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n"));
    }

    private static List<Spelling> schemaChanges() {
        return List.of(
                new Spelling("partial index", "CREATE INDEX live_due ON live (due) WHERE state < 3"),
                new Spelling("create if missing", "CREATE TABLE IF NOT EXISTS parts (id INT PRIMARY KEY)"),
                new Spelling("index if missing", "CREATE INDEX IF NOT EXISTS live_job ON live (job_id)"),
                new Spelling("add column", "ALTER TABLE live ADD COLUMN note VARCHAR(10)"),
                new Spelling("add column if missing", "ALTER TABLE live ADD COLUMN IF NOT EXISTS note VARCHAR(10)"),
                new Spelling("drop column", "ALTER TABLE live DROP COLUMN params"),
                new Spelling("column partition", "CREATE TABLE words (partition INT)"));
    }
}
