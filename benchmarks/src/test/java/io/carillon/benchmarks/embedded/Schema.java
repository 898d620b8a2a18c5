package io.carillon.benchmarks.embedded;

import java.sql.Connection;
import java.sql.SQLException;

/** Tables as the store will have them: live runs, history, and the partitions whose epochs fence each transaction. */
final class Schema {

    static final int PARTITIONS = 256;

    private Schema() {}

    static void create(Candidate candidate, Connection connection) throws SQLException {
        var words = candidate.words();
        var columns = """
                (id %s PRIMARY KEY, job_id BIGINT NOT NULL, partition_id INT NOT NULL, state SMALLINT NOT NULL,
                 due BIGINT NOT NULL, finished BIGINT, attempt INT NOT NULL, params %s NOT NULL, result %s)""".formatted(words.id(), words.text(), words.text());
        Sql.run(
                connection,
                "CREATE TABLE runs " + columns,
                "CREATE INDEX runs_by_job ON runs " + words.jobIndex(),
                "CREATE INDEX runs_live ON runs " + words.liveIndex(),
                "CREATE TABLE history " + columns,
                "CREATE INDEX history_by_job ON history (job_id, due)",
                "CREATE TABLE partitions (id INT PRIMARY KEY, epoch BIGINT NOT NULL, watermark BIGINT NOT NULL)");
        try (var insert = connection.prepareStatement("INSERT INTO partitions VALUES (?, 1, 0)")) {
            for (int id = 0; id < PARTITIONS; id++) {
                insert.setInt(1, id);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        candidate.commit(connection);
    }
}
