package io.carillon.benchmarks.store;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.Settings;
import io.carillon.engine.log.LogLimits;
import io.carillon.model.NodeId;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.server.node.Node;
import io.carillon.store.DurableStore;
import io.carillon.worker.Worker;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node as a server runs it, with a worker that notes how late each run begins; both in this process. */
final class LivingNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AHEAD = Duration.ofSeconds(10);
    private static final int SLOTS = 5_000;
    private static final String APP = "late";

    private static final long LOG_BYTES = 1 << 20;

    private final Node node;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Worker worker;
    private final List<Begun> begun = new ArrayList<>();

    /** @param rounds how long after its start, and after each other, the node begins its rounds of housekeeping */
    LivingNode(DurableStore store, Duration rounds) throws IOException, InterruptedException {
        this.node = new Node(
                new NodeId("node-of-now"),
                new Node.Door(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        InsecureServerCredentials.create(),
                        new EverybodyMay()),
                store,
                registry,
                Throwable::printStackTrace,
                Settings.DEFAULT.in(store.lanes()).keepingHouseEvery(rounds),
                LogLimits.of(LOG_BYTES),
                Optional.empty());
        node.start();
        this.worker = Worker.builder()
                .server("127.0.0.1:" + node.grpcPort())
                .token("nobody-asks-for-it")
                .app(APP)
                .slots(SLOTS)
                .handler("note", Map.class, (_, run) -> note(run.dueAt()))
                .start();
        if (!worker.awaitConnected(PATIENCE)) {
            throw new IllegalStateException("the worker did not connect within " + PATIENCE);
        }
    }

    /** A run whose handler has begun. */
    record Begun(Instant due, Duration lateness) {}

    /** Runs so many jobs each second, one behind the other, from soon on. */
    void schedule(int jobs) throws InterruptedException {
        Instant first = now().plus(AHEAD);
        for (int number = 0; number < jobs; number++) {
            Instant start = first.plusNanos(number * 1_000_000_000L / jobs);
            Reply reply = node.answerer().ask(new Command.CreateJob(draft(number, start)), PATIENCE);
            if (!(reply instanceof Reply.JobSaved)) {
                throw new IllegalStateException("job " + number + " was not saved: " + reply);
            }
        }
    }

    Instant now() {
        return node.time().instant();
    }

    /** How many runs of the past were deleted. */
    long purged() {
        return (long) registry.get("carillon.purged").counter().count();
    }

    List<Begun> begun() {
        synchronized (begun) {
            return List.copyOf(begun);
        }
    }

    /** The store is closed with it. */
    @Override
    public void close() {
        worker.close();
        node.close();
    }

    private String note(Instant due) {
        Duration lateness = Duration.between(due, now());
        synchronized (begun) {
            begun.add(new Begun(due, lateness));
        }
        return "noted";
    }

    private static JobDraft draft(int number, Instant start) {
        Json document = Json.parse("""
                {"apiVersion": "carillon/v1", "kind": "Job",
                 "metadata": {"name": "each-second-%d", "namespace": "default"},
                 "spec": {"triggers": [{"every": "1s", "start": "%s"}],
                          "task": {"type": "handler", "app": "%s", "handler": "note"}}}
                """.formatted(number, start, APP));
        return switch (JobDocument.read(document)) {
            case Reading.Valid<JobDraft> valid -> valid.value();
            case Reading.Invalid<JobDraft> invalid -> throw new IllegalStateException("" + invalid.problems());
        };
    }

    private static final class EverybodyMay implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return next.startCall(call, headers);
        }
    }
}
