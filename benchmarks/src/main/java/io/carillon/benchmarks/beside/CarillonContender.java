package io.carillon.benchmarks.beside;

import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.CarillonUnreachableException;
import io.carillon.client.TriggerRequest;
import io.carillon.model.AppName;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A node of the distribution as a process of its own; this process is the worker, and feeds over REST. */
final class CarillonContender implements Contender {

    private static final String APP = "bench";

    /** So that the runs are spread over the partitions, as those of many jobs are. */
    private static final int JOBS = 64;

    private static final int SLOTS = 2_000;
    private static final int MAX_BATCH = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final Starts starts;
    private final CarillonNode node;
    private final CarillonClient client;
    private final Feeder feeder = new Feeder(MAX_BATCH, this::register);
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicLong fed = new AtomicLong();
    private @Nullable Worker worker;

    /** The params of a run that has none. */
    record Nothing() {}

    CarillonContender(Starts starts, Path directory, String databaseUrl) {
        this.starts = starts;
        this.node = new CarillonNode(directory, databaseUrl);
        this.client = CarillonClient.builder()
                .server(node.rest())
                .token(CarillonNode.TOKEN)
                .callTimeout(PATIENCE)
                .build();
    }

    @Override
    public String product() {
        return "Carillon";
    }

    @Override
    public List<String> settings() {
        return List.of(
                "a node and a worker, each a process with the JVM's usual settings and 2 GB at most",
                "%d jobs, a worker with %d slots".formatted(JOBS, SLOTS),
                "fed over REST, %d runs a batch in %d threads".formatted(MAX_BATCH, Feeder.THREADS));
    }

    @Override
    public void start() throws InterruptedException {
        awaitNode();
        for (int number = 0; number < JOBS; number++) {
            client.jobs(Namespace.DEFAULT).create(draft(number));
        }
        worker = Worker.builder()
                .server(node.grpc())
                .token(CarillonNode.TOKEN)
                .app(APP)
                .slots(SLOTS)
                .handler("begin", Nothing.class, (params, run) -> {
                    starts.began(run.scheduledAt());
                    return null;
                })
                .start();
        if (!worker.awaitConnected(PATIENCE)) {
            throw new IllegalStateException("the worker found no node");
        }
    }

    private void awaitNode() throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!isReady()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the node does not answer");
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    private boolean isReady() {
        try {
            client.declareApp(new AppName(APP));
            return true;
        } catch (CarillonUnreachableException | CarillonApiException early) {
            return false;
        }
    }

    private static JobDraft draft(int number) {
        Json document = Json.parse("""
                {"apiVersion": "carillon/v1", "kind": "Job", "metadata": {"name": "%s"},
                 "spec": {"task": {"type": "handler", "app": "%s", "handler": "begin"}, "overlap": "allow"}}
                """.formatted(name(number), APP));
        return switch (JobDocument.read(document)) {
            case Reading.Valid<JobDraft> valid -> valid.value();
            case Reading.Invalid<JobDraft> invalid -> throw new IllegalStateException("" + invalid.problems());
        };
    }

    private static String name(int number) {
        return "bench-" + number;
    }

    @Override
    public void feed(List<Instant> due) throws InterruptedException {
        feeder.feed(due);
    }

    private void register(List<Instant> due) {
        var job = new JobName(name(batches.getAndIncrement() % JOBS));
        client.runs(Namespace.DEFAULT)
                .batch(
                        job,
                        due.stream()
                                .map(at -> new TriggerRequest(null, at, null, null))
                                .toList());
        fed.addAndGet(due.size());
    }

    @Override
    public long unfinished() {
        return fed.get() - node.succeeded();
    }

    @Override
    public List<ProcessHandle> processes() {
        return List.of(node.handle());
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        client.close();
        node.close();
    }
}
