package io.carillon.benchmarks.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One database with one way to commit. */
sealed interface Candidate permits Sqlite, H2 {

    String name();

    /** A connection that writes; auto-commit is off. The directory holds nothing but this database. */
    Connection openWriter(Path directory) throws SQLException;

    /** A connection for long lists; auto-commit is off. */
    Connection openReader(Path directory) throws SQLException;

    /** Ends the transaction the way this candidate does before anything is acknowledged. */
    void commit(Connection writer) throws SQLException;

    SchemaWords words();

    /** What the database's own check says, "ok" if it finds nothing. */
    String check(Connection connection) throws SQLException;

    static Candidate sqlite() {
        return Sqlite.with("sqlite");
    }

    /** SQLite first: the others' ratios are to it. */
    static List<Candidate> all() {
        return List.of(
                sqlite(),
                new H2("h2-synced", H2.Commit.SYNCED),
                new H2("h2-written", H2.Commit.WRITTEN),
                new H2("h2-default", H2.Commit.DEFAULT));
    }

    static Candidate named(String name) {
        return all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no candidate is called " + name));
    }
}
