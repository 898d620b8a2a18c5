package io.carillon.benchmarks.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** H2's MVStore in a file. How far a commit has got when it returns depends on the mode. */
record H2(String name, Commit mode) implements Candidate {

    enum Commit {
        /** As it comes: a background thread writes about twice a second. */
        DEFAULT,
        /** WRITE_DELAY=0: written to the operating system before the commit returns, never synced. */
        WRITTEN,
        /** CHECKPOINT SYNC after each commit: nothing else but compaction and closing reaches FileChannel.force. */
        SYNCED
    }

    @Override
    public Connection openWriter(Path directory) throws SQLException {
        var connection = DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("carillon").toAbsolutePath() + ";DB_CLOSE_ON_EXIT=FALSE", "sa", "");
        if (mode == Commit.WRITTEN) {
            Sql.run(connection, "SET WRITE_DELAY 0");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public Connection openReader(Path directory) throws SQLException {
        return openWriter(directory);
    }

    @Override
    public void commit(Connection writer) throws SQLException {
        writer.commit();
        if (mode == Commit.SYNCED) {
            Sql.run(writer, "CHECKPOINT SYNC");
        }
    }

    @Override
    public SchemaWords words() {
        return SchemaWords.H2;
    }

    /** H2 has no check of its own: every row is read through each index and counted, which finds what does not agree. */
    @Override
    public String check(Connection connection) throws SQLException {
        var byKey = Sql.number(connection, "SELECT COUNT(*) FROM (SELECT id, params FROM runs WHERE id >= 0)");
        var byJob = Sql.number(connection, "SELECT COUNT(*) FROM (SELECT id, params FROM runs WHERE job_id >= 0)");
        return byKey == byJob ? "ok" : byKey + " rows by key and " + byJob + " by job";
    }
}
