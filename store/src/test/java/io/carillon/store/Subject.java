package io.carillon.store;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Priority;
import io.carillon.model.job.TaskSpec;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A database in a directory, the node that owns its one partition, and a way around the store for what no store would do. */
final class Subject implements AutoCloseable {

    static final Instant T0 = Instant.parse("2027-01-01T00:00:00Z");
    static final Partition PARTITION = new Partition(1);
    static final NodeId NODE = new NodeId("node-1");
    static final Attempt ATTEMPT = new Attempt(new Token(new Epoch(1), 1), new WorkerId("worker-1"), T0);

    private final Sql around;
    private final JdbcStore store;
    private final TreeMap<Partition, Epoch> fence = new TreeMap<>();
    private final IdSequence ids;
    private long batches;

    private Subject(JdbcStore store, Sql around) {
        this.around = around;
        this.store = store;
        this.batches = store.lastBatch(NODE);
        var image = store.takeOver(NODE, new TreeMap<>(Map.of(PARTITION, epoch(store))))
                .getFirst();
        this.fence.put(PARTITION, image.epoch());
        this.ids = new IdSequence(PARTITION, image.lastId());
    }

    private static Epoch epoch(JdbcStore store) {
        return store.partitions().stream()
                .filter(status -> status.partition().equals(PARTITION))
                .map(PartitionStatus::epoch)
                .findFirst()
                .orElse(Epoch.NONE);
    }

    static Subject open(Path directory) {
        return new Subject(EmbeddedDatabase.open(directory), statements -> sql(directory, statements));
    }

    /** A store in any database. */
    static Subject over(JdbcStore store, Sql around) {
        return new Subject(store, around);
    }

    /** Runs statements one by one, past the store. */
    interface Sql {

        void run(String... statements) throws SQLException;
    }

    JdbcStore store() {
        return store;
    }

    CommitBatch batch(Write... writes) {
        return new CommitBatch(NODE, 0, ++batches, Instant.EPOCH, fence, List.of(writes));
    }

    CommitOutcome commit(Write... writes) {
        return store.commit(batch(writes));
    }

    Job job(String name) {
        var task = new TaskSpec("noop", new AppName("shop"), Json.Obj.EMPTY, Json.Obj.EMPTY);
        JobSpec spec = JobSpec.of(task).build();
        return new Job(new JobId(ids.next(T0)), JobKey.of("default", name), 1, Map.of(), spec, false, T0, T0);
    }

    Run run(Job job, Instant due, Cause cause) {
        return new Run(
                new RunId(ids.next(T0)),
                job.id(),
                job.key(),
                1,
                cause,
                due,
                due,
                Priority.DEFAULT,
                Json.Obj.EMPTY,
                0,
                0,
                new RunState.Pending());
    }

    Run fired(Job job, Instant due) {
        return run(job, due, new Cause.Fired(0));
    }

    static Run withParams(Run run, Json.Obj params) {
        return new Run(
                run.id(),
                run.jobId(),
                run.job(),
                run.jobVersion(),
                run.cause(),
                run.scheduledAt(),
                run.dueAt(),
                run.priority(),
                params,
                0,
                0,
                run.state());
    }

    Write move() {
        return new Write.MovePartition(PARTITION, T0, ids.last());
    }

    static Write put(Job job) {
        return new Write.PutJob(PARTITION, job);
    }

    static Write insert(Run run) {
        return new Write.InsertRun(PARTITION, run);
    }

    static Write update(Run run) {
        return new Write.UpdateRun(PARTITION, run);
    }

    void sql(String... statements) throws SQLException {
        around.run(statements);
    }

    static void sql(Path directory, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("carillon.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
