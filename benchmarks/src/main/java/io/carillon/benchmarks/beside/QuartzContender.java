package io.carillon.benchmarks.beside;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;

/** Quartz as one node of a cluster: a trigger a run, in its own tables, under the one lock that a cluster shares. */
final class QuartzContender implements Contender {

    /** Its documents find 50 or 100 practical where many jobs fire each minute; each has a connection, and PostgreSQL comes with 100. */
    private static final int THREADS = 50;

    /** Its documents ask for three more than there are threads, and for those that the callers of its API need. */
    private static final int CONNECTIONS = THREADS + 3 + Feeder.THREADS;

    /** Larger is more efficient where many are due at once, and as much earlier may a run begin. */
    private static final Duration FIRE_AHEAD = Duration.ofMillis(10);

    /** Past it a trigger is late in a way of its own: twenty at a time, outside of the batches. */
    private static final Duration MISFIRE_THRESHOLD = Duration.ofHours(1);

    /** It stores trigger by trigger, so a large batch would only be seen later. */
    private static final int MAX_BATCH = 250;

    private final Starts starts;
    private final PeerDatabase database;
    private final Scheduler scheduler;
    private final Feeder feeder = new Feeder(MAX_BATCH, this::register);
    private final AtomicLong fed = new AtomicLong();

    QuartzContender(Starts starts, String jdbcUrl, String user, String password) {
        this.starts = starts;
        this.database = new PeerDatabase(jdbcUrl, user, password);
        database.runResource(JobStoreTX.class, "tables_postgres.sql");
        var properties = new Properties();
        properties.putAll(scheduling());
        properties.putAll(storing());
        properties.putAll(connecting(jdbcUrl, user, password));
        this.scheduler = scheduler(properties);
    }

    private static Map<String, String> scheduling() {
        return Map.of(
                "org.quartz.scheduler.instanceName", "beside",
                "org.quartz.scheduler.instanceId", "AUTO",
                "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", Integer.toString(THREADS),
                "org.quartz.scheduler.batchTriggerAcquisitionFireAheadTimeWindow", Long.toString(FIRE_AHEAD.toMillis()),
                "org.quartz.threadPool.class", SimpleThreadPool.class.getName(),
                "org.quartz.threadPool.threadCount", Integer.toString(THREADS));
    }

    private static Map<String, String> storing() {
        return Map.of(
                "org.quartz.jobStore.class", JobStoreTX.class.getName(),
                "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName(),
                "org.quartz.jobStore.dataSource", "peer",
                "org.quartz.jobStore.isClustered", "true",
                "org.quartz.jobStore.acquireTriggersWithinLock", "true",
                "org.quartz.jobStore.lockOnInsert", "false",
                "org.quartz.jobStore.misfireThreshold", Long.toString(MISFIRE_THRESHOLD.toMillis()));
    }

    private static Map<String, String> connecting(String jdbcUrl, String user, String password) {
        return Map.of(
                "org.quartz.dataSource.peer.provider",
                "hikaricp",
                "org.quartz.dataSource.peer.driver",
                "org.postgresql.Driver",
                "org.quartz.dataSource.peer.URL",
                jdbcUrl,
                "org.quartz.dataSource.peer.user",
                user,
                "org.quartz.dataSource.peer.password",
                password,
                "org.quartz.dataSource.peer.maxConnections",
                Integer.toString(CONNECTIONS));
    }

    private Scheduler scheduler(Properties properties) {
        try {
            Scheduler made = new StdSchedulerFactory(properties).getScheduler();
            made.setJobFactory((fired, by) -> new Run(starts));
            return made;
        } catch (SchedulerException failure) {
            throw new IllegalStateException("Quartz refused its settings: " + failure.getMessage(), failure);
        }
    }

    @Override
    public String product() {
        return "Quartz " + JarVersion.of(Scheduler.class);
    }

    @Override
    public List<String> settings() {
        return List.of(
                "clustered JDBC job store (JobStoreTX, PostgreSQLDelegate)",
                "%d threads, %d connections (HikariCP)".formatted(THREADS, CONNECTIONS),
                "acquires up to %d triggers at once within the lock, fires up to %d ms ahead"
                        .formatted(THREADS, FIRE_AHEAD.toMillis()),
                "a trigger misfires after %d min (as it comes: 1 min)".formatted(MISFIRE_THRESHOLD.toMinutes()),
                "fed by scheduleJobs, up to %d triggers of one durable job a transaction in %d threads, without the lock (lockOnInsert=false)"
                        .formatted(MAX_BATCH, Feeder.THREADS));
    }

    @Override
    public void start() throws SchedulerException {
        scheduler.start();
    }

    @Override
    public void feed(List<Instant> due) throws InterruptedException {
        feeder.feed(due);
    }

    /** Each batch has a job of its own: without the lock Quartz takes many triggers at once only together with a new job. */
    private void register(List<Instant> due) throws SchedulerException {
        JobDetail job = JobBuilder.newJob(Run.class)
                .withIdentity("job-" + fed.incrementAndGet())
                .storeDurably()
                .build();
        Set<Trigger> triggers = HashSet.newHashSet(due.size());
        due.forEach(at -> triggers.add(trigger(at)));
        scheduler.scheduleJobs(Map.of(job, triggers), false);
    }

    /** The name says when it is due, as Quartz keeps milliseconds only; whatever data a trigger has would be one more column to write. */
    @SuppressWarnings("JavaUtilDate") // Quartz knows no other.
    private Trigger trigger(Instant due) {
        return TriggerBuilder.newTrigger()
                .withIdentity(EpochMicros.of(due) + "-" + fed.incrementAndGet())
                .startAt(Date.from(due))
                .build();
    }

    /** A trigger stays until its run is over, and goes together with the record that it has fired. */
    @Override
    public long unfinished() {
        return database.count("SELECT count(*) FROM qrtz_triggers");
    }

    @Override
    public List<ProcessHandle> processes() {
        return List.of();
    }

    @Override
    public void close() {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException failure) {
            throw new IllegalStateException("Quartz did not stop: " + failure.getMessage(), failure);
        }
        database.close();
    }

    private record Run(Starts starts) implements Job {

        @Override
        public void execute(JobExecutionContext context) {
            String name = context.getTrigger().getKey().getName();
            starts.began(EpochMicros.instant(Long.parseLong(name, 0, name.indexOf('-'), 10)));
        }
    }
}
