package io.carillon.benchmarks.beside;

import static org.jobrunr.scheduling.JobBuilder.aJob;
import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration.JobRunrConfigurationResult;
import org.jobrunr.scheduling.JobBuilder;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/**
 * JobRunr, the open source edition: a row a job with all its states as JSON. What is due before it looks again is enqueued at once, so a
 * run begins up to a polling interval early.
 */
final class JobRunrContender implements Contender {

    /** Twice as many as it takes on two processors: a free worker fetches for all that are free, and more of them make larger fetches. */
    private static final int WORKERS = 64;

    /** The pool in JobRunr's own performance tests. */
    private static final int CONNECTIONS = 40;

    /** The smallest that it accepts with a database. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private static final int MAX_BATCH = 1_000;

    private final PeerDatabase database;
    private final HikariDataSource pool;
    private final JobRunrConfigurationResult jobRunr;
    private final Feeder feeder = new Feeder(MAX_BATCH, this::register);

    JobRunrContender(Starts starts, String jdbcUrl, String user, String password) {
        this.database = new PeerDatabase(jdbcUrl, user, password);
        this.pool = database.pool(CONNECTIONS);
        this.jobRunr = JobRunr.configure()
                .useJsonMapper(new Jackson3JsonMapper())
                .useStorageProvider(new PostgresStorageProvider(pool))
                .useJobActivator(new Run(starts)::ofType)
                .useBackgroundJobServer(
                        usingStandardBackgroundJobServerConfiguration()
                                .andWorkerCount(WORKERS)
                                .andPollInterval(POLL_INTERVAL),
                        false)
                .initialize();
    }

    @Override
    public String product() {
        return "JobRunr " + JarVersion.of(JobRunr.class);
    }

    @Override
    public List<String> settings() {
        return List.of(
                "polls each %d s, the smallest interval that it accepts (as it comes: 15 s); enqueues what is due before the next poll"
                        .formatted(POLL_INTERVAL.toSeconds()),
                "%d workers on virtual threads, %d connections (HikariCP)".formatted(WORKERS, CONNECTIONS),
                "no dashboard; JSON by Jackson 3",
                "fed by JobScheduler.create with a stream of job builders, %d runs a batch in %d threads, with the driver's reWriteBatchedInserts"
                        .formatted(MAX_BATCH, Feeder.THREADS));
    }

    @Override
    public void start() {
        jobRunr.getBackgroundJobServer().start();
    }

    @Override
    public void feed(List<Instant> due) throws InterruptedException {
        feeder.feed(due);
    }

    private void register(List<Instant> due) {
        jobRunr.getJobScheduler().create(due.stream().map(JobRunrContender::job));
    }

    private static JobBuilder job(Instant due) {
        long micros = EpochMicros.of(due);
        return aJob().scheduleAt(due).<Run>withJobLambda(run -> run.begin(micros));
    }

    @Override
    public long unfinished() {
        return database.count("""
                SELECT count(*) FROM jobrunr_jobs
                WHERE state IN ('AWAITING', 'SCHEDULED', 'ENQUEUED', 'PROCESSING', 'FAILED', 'DELETED')
                """);
    }

    @Override
    public List<ProcessHandle> processes() {
        return List.of();
    }

    @Override
    public void close() {
        JobRunr.destroy();
        pool.close();
        database.close();
    }

    /** What JobRunr calls. It finds the method by reflection, and calls none of a class that is not public. */
    public static final class Run {

        private final Starts starts;

        Run(Starts starts) {
            this.starts = starts;
        }

        public void begin(long dueMicros) {
            starts.began(EpochMicros.instant(dueMicros));
        }

        /** The one instance, to whoever asks for a job by its class. */
        <T> T ofType(Class<T> type) {
            return type.cast(this);
        }
    }
}
