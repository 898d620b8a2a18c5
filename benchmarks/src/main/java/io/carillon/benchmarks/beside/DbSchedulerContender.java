package io.carillon.benchmarks.beside;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** db-scheduler: one table, polled; what is due is locked as it is fetched, and a row is deleted when its run is over. */
final class DbSchedulerContender implements Contender {

    private static final String TASK = "run";

    /** As on the larger of the machines in the benchmark that its README shows. */
    private static final int THREADS = 50;

    /** What the README says of high throughput: fetch anew at one execution a thread, and up to four a thread. */
    private static final double LOWER_LIMIT = 1.0;

    private static final double UPPER_LIMIT = 4.0;

    /** Its precision is how often it looks. A look costs a fraction of a millisecond, so it may look often. */
    private static final Duration POLLING_INTERVAL = Duration.ofMillis(50);

    private static final int MAX_BATCH = 1_000;

    /** One each for looking, for heartbeats and for dead executions. */
    private static final int CONNECTIONS = THREADS + Feeder.THREADS + 3;

    private static final Duration MAX_STOP = Duration.ofSeconds(10);

    /** As in its documents for PostgreSQL, without the column and the index for priorities, which are for those who enable them. */
    private static final String TABLE = """
            CREATE TABLE scheduled_tasks (
              task_name text NOT NULL,
              task_instance text NOT NULL,
              task_data bytea,
              execution_time timestamp with time zone NOT NULL,
              picked boolean NOT NULL,
              picked_by text,
              last_success timestamp with time zone,
              last_failure timestamp with time zone,
              consecutive_failures int,
              last_heartbeat timestamp with time zone,
              version bigint NOT NULL,
              PRIMARY KEY (task_name, task_instance)
            );
            CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
            """;

    private final Starts starts;
    private final PeerDatabase database;
    private final HikariDataSource pool;
    private final OneTimeTask<Void> task;
    private final Scheduler scheduler;
    private final Feeder feeder = new Feeder(MAX_BATCH, this::register);
    private final AtomicLong fed = new AtomicLong();

    DbSchedulerContender(Starts starts, String jdbcUrl, String user, String password) {
        this.starts = starts;
        this.database = new PeerDatabase(jdbcUrl, user, password);
        database.run(TABLE);
        this.pool = database.pool(CONNECTIONS);
        this.task = Tasks.oneTime(TASK).execute(this::begin);
        this.scheduler = Scheduler.create(pool, task)
                .threads(THREADS)
                .pollingInterval(POLLING_INTERVAL)
                .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                .shutdownMaxWait(MAX_STOP)
                .build();
    }

    @Override
    public String product() {
        return "db-scheduler " + JarVersion.of("com.github.kagkarlsson", "db-scheduler");
    }

    @Override
    public List<String> settings() {
        return List.of(
                "polls with lock-and-fetch, limits %s and %s of the threads (its README, for high throughput)"
                        .formatted(LOWER_LIMIT, UPPER_LIMIT),
                "%d threads, %d connections (HikariCP)".formatted(THREADS, CONNECTIONS),
                "polls each %d ms, which is its precision (as it comes: 10 s)".formatted(POLLING_INTERVAL.toMillis()),
                "fed by scheduleBatch, %d runs a batch in %d threads, with the driver's reWriteBatchedInserts"
                        .formatted(MAX_BATCH, Feeder.THREADS),
                "runs without data; its table without the index for priorities, which are not enabled");
    }

    @Override
    public void start() {
        scheduler.start();
    }

    @Override
    public void feed(List<Instant> due) throws InterruptedException {
        feeder.feed(due);
    }

    private void register(List<Instant> due) {
        var instances = new ArrayList<SchedulableInstance<?>>(due.size());
        for (Instant at : due) {
            instances.add(
                    task.instanceBuilder(Long.toString(fed.incrementAndGet())).scheduledTo(at));
        }
        scheduler.scheduleBatch(instances);
    }

    private void begin(TaskInstance<Void> instance, ExecutionContext context) {
        starts.began(context.getExecution().getExecutionTime());
    }

    @Override
    public long unfinished() {
        return database.count("SELECT count(*) FROM scheduled_tasks WHERE task_name = '" + TASK + "'");
    }

    @Override
    public List<ProcessHandle> processes() {
        return List.of();
    }

    @Override
    public void close() {
        scheduler.stop();
        pool.close();
        database.close();
    }
}
