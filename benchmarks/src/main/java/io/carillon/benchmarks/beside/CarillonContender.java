package io.carillon.benchmarks.beside;

import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.CarillonUnreachableException;
import io.carillon.client.RunFeed;
import io.carillon.client.TriggerRequest;
import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Carillon: this process is the worker, and feeds over REST or gRPC. */
final class CarillonContender implements Contender {

    private static final String APP = "bench";

    /** So that the runs are spread over the partitions, and over nodes, as those of many jobs are. */
    private static final int JOBS = 512;

    /** Each waits for its job to be durable; there are no batches of jobs. */
    private static final int REGISTRARS = 32;

    private static final int SLOTS = 2_000;
    private static final int MAX_BATCH = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final Starts starts;
    private final Nodes nodes;
    private final List<CarillonClient> clients;
    private final List<RunFeed> feeds;
    private final Feeder feeder = new Feeder(MAX_BATCH, this::register);
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicLong fed = new AtomicLong();
    private @Nullable Worker worker;

    /** The params of a run that has none. */
    record Nothing() {}

    /** @param byGrpc whether it feeds over gRPC */
    CarillonContender(Starts starts, Nodes nodes, boolean byGrpc) {
        this.starts = starts;
        this.nodes = nodes;
        this.clients = nodes.rest().stream().map(CarillonContender::client).toList();
        this.feeds = byGrpc ? nodes.grpc().stream().map(CarillonContender::feed).toList() : List.of();
    }

    private static RunFeed feed(String node) {
        return RunFeed.builder().node(node).token(NodePorts.TOKEN).build();
    }

    private static CarillonClient client(URI server) {
        return CarillonClient.builder()
                .server(server)
                .token(NodePorts.TOKEN)
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
                "%s, with the JVM's usual settings but a heap of 2 GB each, touched before it begins"
                        .formatted(parts()),
                "%d jobs, a worker with %d slots".formatted(JOBS, SLOTS),
                "fed over %s, %d runs a batch in %d threads"
                        .formatted(feeds.isEmpty() ? "REST" : "gRPC", MAX_BATCH, Feeder.THREADS));
    }

    private String parts() {
        int apart = nodes.processes().size();
        return apart == 0
                ? "a node and a worker in one process, everything in its directory"
                : (apart == 1 ? "a node" : apart + " nodes") + " and a worker, each a process";
    }

    @Override
    public void start() throws InterruptedException {
        for (CarillonClient client : clients) {
            await(client);
        }
        createAll("bench", JOBS, _ -> "[]");
        worker = Worker.builder()
                .server(String.join(",", nodes.grpc()))
                .token(NodePorts.TOKEN)
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

    private static void await(CarillonClient client) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!isReady(client)) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the node does not answer");
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    private static boolean isReady(CarillonClient client) {
        try {
            client.declareApp(new AppName(APP));
            return true;
        } catch (CarillonUnreachableException | CarillonApiException early) {
            return false;
        }
    }

    /** @param triggers as a JSON array */
    private void create(String name, String triggers) {
        any().jobs(Namespace.DEFAULT).create(draft(name, triggers));
    }

    /**
     * Jobs that are told apart by their number.
     *
     * @param triggers what each has, as a JSON array
     */
    void createAll(String prefix, int count, IntFunction<String> triggers) throws InterruptedException {
        var tasks = new ArrayList<Callable<Integer>>();
        for (int thread = 0; thread < REGISTRARS; thread++) {
            int from = thread;
            tasks.add(() -> {
                for (int job = from; job < count; job += REGISTRARS) {
                    create(prefix + "-" + job, triggers.apply(job));
                }
                return from;
            });
        }
        Feeder.carryOut(tasks, REGISTRARS);
    }

    private CarillonClient any() {
        return clients.get(turns.getAndIncrement() % clients.size());
    }

    private static JobDraft draft(String name, String triggers) {
        Json document = Json.parse("""
                {"apiVersion": "carillon/v1", "kind": "Job", "metadata": {"name": "%s"},
                 "spec": {"triggers": %s, "task": {"type": "handler", "app": "%s", "handler": "begin"}, "overlap": "allow"}}
                """.formatted(name, triggers, APP));
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

    private void register(List<Instant> due) throws InterruptedException {
        int batch = batches.getAndIncrement();
        var job = new JobName(name(batch % JOBS));
        List<TriggerRequest> runs =
                due.stream().map(at -> new TriggerRequest(null, at, null, null)).toList();
        if (feeds.isEmpty()) {
            any().runs(Namespace.DEFAULT).batch(job, runs);
        } else {
            feeds.get(batch % feeds.size())
                    .send(new JobKey(Namespace.DEFAULT, job), runs)
                    .join();
        }
        fed.addAndGet(due.size());
    }

    @Override
    public long unfinished() {
        return fed.get() - recorded();
    }

    /** What has been fed so far and is not over counts as nobody's. */
    void waitForNoneOfThese() {
        fed.set(recorded());
    }

    /** How many runs it has recorded as over. */
    long recorded() {
        return nodes.succeeded();
    }

    @Override
    public List<ProcessHandle> processes() {
        return nodes.processes();
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        clients.forEach(CarillonClient::close);
        feeds.forEach(RunFeed::close);
        nodes.close();
    }
}
