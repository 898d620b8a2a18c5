package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.ResultAck;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.protocol.v1.WorkerGatewayGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an attempt has to say after another has taken its place, over the wire. */
@Timeout(60)
class LateResultTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path data;

    @Test
    void a_late_result_is_refused_and_kept_as_evidence_and_the_run_has_the_result_of_its_latest_attempt()
            throws Exception {
        try (var carillon = TestingServer.start(data)) {
            String run;
            Assignment first;
            try (var before = new Stream(carillon, "first-start")) {
                carillon.create(
                        "late",
                        "{\"task\": {\"type\": \"handler\", \"app\": \"test\", \"handler\": \"late\"}, \"retry\": {\"initial\": \"10ms\"}}");
                run = "/api/v1/namespaces/default/runs/"
                        + carillon.post("/api/v1/namespaces/default/jobs/late:trigger", "{}")
                                .text("id");
                first = before.assignment();
            }
            carillon.until("/api/v1/workers", workers -> !workers.body().contains("restarted"));
            try (var after = new Stream(carillon, "second-start")) {
                Assignment second = after.assignment();

                ResultAck late = after.report(first, "\"late\"");
                ResultAck current = after.report(second, "\"current\"");

                assertThat(second.getAttempt().getNumber())
                        .isGreaterThan(first.getAttempt().getNumber());
                assertThat(late.getAccepted()).isFalse();
                assertThat(late.getReason()).isEqualTo("stale token");
                assertThat(current.getAccepted()).isTrue();
            }
            var ended = carillon.get(run);
            assertThat(ended.text("state")).isEqualTo("SUCCEEDED");
            assertThat(ended.text("result")).isEqualTo("current");
            assertThat(ended.body()).contains("WORKER_LOST").contains("STALE_RESULT");
        }
    }

    /** A worker's stream, word by word. */
    private static final class Stream implements AutoCloseable, StreamObserver<NodeFrame> {

        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        private final BlockingQueue<NodeFrame> frames = new LinkedBlockingQueue<>();
        private final ManagedChannel channel;
        private final StreamObserver<WorkerFrame> out;

        Stream(TestingServer carillon, String bootId) throws InterruptedException {
            var token = new Metadata();
            token.put(AUTHORIZATION, "Bearer " + TestingServer.TOKEN);
            channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + carillon.server().grpcPort(), InsecureChannelCredentials.create())
                    .build();
            out = WorkerGatewayGrpc.newStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token))
                    .connect(this);
            out.onNext(WorkerFrame.newBuilder()
                    .setHello(Hello.newBuilder()
                            .setProtocolVersion(1)
                            .setWorkerId("restarted")
                            .setBootId(bootId)
                            .setApp("test")
                            .setSlots(1)
                            .addTaskTypes("handler:late"))
                    .build());
            frame(NodeFrame::hasWelcome);
        }

        Assignment assignment() throws InterruptedException {
            return frame(NodeFrame::hasAssignments).getAssignments().getAssignments(0);
        }

        ResultAck report(Assignment assignment, String json) throws InterruptedException {
            var result = Result.newBuilder()
                    .setAttempt(assignment.getAttempt())
                    .setOutcome(Outcome.OUTCOME_SUCCEEDED)
                    .setResultJson(json);
            out.onNext(WorkerFrame.newBuilder()
                    .setReports(Reports.newBuilder().addResults(result))
                    .build());
            return frame(NodeFrame::hasAcknowledgements).getAcknowledgements().getResults(0);
        }

        private NodeFrame frame(Predicate<NodeFrame> kind) throws InterruptedException {
            while (true) {
                NodeFrame frame = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (frame == null) {
                    throw new AssertionError("the node did not say so");
                }
                if (kind.test(frame)) {
                    return frame;
                }
            }
        }

        @Override
        public void onNext(NodeFrame frame) {
            frames.add(frame);
        }

        @Override
        public void onError(Throwable ended) {
            // Whoever waits for a frame will say that it did not come.
        }

        @Override
        public void onCompleted() {}

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }
}
