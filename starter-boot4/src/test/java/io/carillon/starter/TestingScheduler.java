package io.carillon.starter;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.RunFilter;
import io.carillon.engine.Settings;
import io.carillon.engine.log.LogLimits;
import io.carillon.gateway.LiveDeclarations;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.NodeId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.server.node.Node;
import io.carillon.store.EmbeddedDatabase;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A real node on a free port, without the server's Spring around it: that would not go with every other. */
final class TestingScheduler implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Set<RunStatus> ENDED =
            EnumSet.of(RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.SKIPPED);

    private final Node node;

    private TestingScheduler(Node node) {
        this.node = node;
    }

    /** Lets everybody in. */
    private static final class OpenDoor implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return next.startCall(call, headers);
        }
    }

    static TestingScheduler start(Path data) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var node = new Node(
                new NodeId("node-1"),
                new Node.Door(address, InsecureServerCredentials.create(), new OpenDoor()),
                EmbeddedDatabase.open(data),
                new SimpleMeterRegistry(),
                _ -> {},
                Settings.DEFAULT,
                LogLimits.of(1 << 20),
                Optional.empty());
        node.start();
        return new TestingScheduler(node);
    }

    String address() {
        return "127.0.0.1:" + node.grpcPort();
    }

    LiveDeclarations declared() {
        return node.declared();
    }

    Reply ask(Command command) throws InterruptedException {
        return node.answerer().ask(command, PATIENCE);
    }

    Optional<Job> job(String name) {
        return node.catalog().job(JobKey.of("default", name));
    }

    /** The job once there is one. */
    Job awaitJob(String name) throws InterruptedException {
        return await(() -> job(name), Optional::isPresent).orElseThrow();
    }

    /** A run of a job that has ended as wanted. */
    Run awaitRun(String job, Predicate<Run> wanted) throws InterruptedException {
        return await(() -> runs(job), runs -> runs.stream().anyMatch(wanted)).stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    /** Asks again until the answer is as wanted. */
    static <T> T await(Supplier<T> question, Predicate<T> wanted) throws InterruptedException {
        T answer = question.get();
        for (int beat = 0; beat < PATIENCE.toMillis() / 20 && !wanted.test(answer); beat++) {
            Thread.sleep(20);
            answer = question.get();
        }
        if (!wanted.test(answer)) {
            throw new AssertionError("not within " + PATIENCE + ": " + answer);
        }
        return answer;
    }

    private List<Run> runs(String job) {
        return node.catalog().runs(new RunFilter(Namespace.DEFAULT, new JobName(job), ENDED, null, null, null), 100);
    }

    @Override
    public void close() {
        node.close();
    }
}
