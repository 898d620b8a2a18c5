package io.carillon.benchmarks.embedded;

import java.sql.Connection;
import java.sql.SQLException;

/** The store's two durable writes per run: one fenced transaction plans a batch, a later one finishes it. */
final class Cycles {

    private final Candidate candidate;
    private final Connection connection;
    private final Statements statements;
    private final BatchForm form;
    private final Latencies commits;
    private long next;

    Cycles(Candidate candidate, Connection connection, Statements statements, BatchForm form, long first) {
        this.candidate = candidate;
        this.connection = connection;
        this.statements = statements;
        this.form = form;
        this.commits = new Latencies();
        this.next = first;
    }

    void run(int cycles, int batch) throws SQLException {
        for (int done = 0; done < cycles; done += batch) {
            plan(next, batch);
            finish(next, batch);
            next += batch;
        }
    }

    void plan(long first, int count) throws SQLException {
        fence(first);
        form.plan(statements, first, count);
        var update = statements.of("UPDATE partitions SET watermark = ? WHERE id = ?");
        update.setLong(1, new Run(first + count).due());
        update.setInt(2, new Run(first).partition());
        update.executeUpdate();
        commit();
    }

    void finish(long first, int count) throws SQLException {
        fence(first);
        form.finish(statements, first, count);
        commit();
    }

    /** How long each commit took, since the last call of this method. */
    Latencies takeCommits() {
        var taken = commits.copy();
        commits.clear();
        return taken;
    }

    private void fence(long first) throws SQLException {
        var select = statements.of("SELECT epoch FROM partitions WHERE id = ?");
        select.setInt(1, new Run(first).partition());
        try (var rows = select.executeQuery()) {
            if (!rows.next() || rows.getLong(1) != 1) {
                throw new IllegalStateException("the fence row of " + first + " is not as it was made");
            }
        }
    }

    private void commit() throws SQLException {
        var watch = Stopwatch.start();
        candidate.commit(connection);
        commits.add(watch.nanos());
        statements.transactionEnded();
    }
}
