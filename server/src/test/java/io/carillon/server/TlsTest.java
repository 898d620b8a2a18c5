package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.carillon.client.CarillonUnreachableException;
import io.carillon.client.FeedTls;
import io.carillon.client.RunFeed;
import io.carillon.client.TriggerRequest;
import io.carillon.model.JobKey;
import io.carillon.worker.Worker;
import io.carillon.worker.WorkerBuilder;
import io.carillon.worker.WorkerTls;
import io.carillon.worker.core.Notice;
import io.carillon.worker.core.WorkerEvent.Loss;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Workers and servers that prove themselves to each other, and those that can't. */
@Timeout(120)
class TlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String RUNS = "/api/v1/namespaces/default/runs/";

    @TempDir
    static Path files;

    private static TestingAuthority ours;
    private static TestingAuthority theirs;
    private static TestingAuthority.Identity server;

    @TempDir
    Path data;

    private final BlockingQueue<Notice.Disconnected> losses = new LinkedBlockingQueue<>();
    private final LossAppender appender = new LossAppender();

    @BeforeAll
    static void makeCertificates() throws Exception {
        ours = TestingAuthority.in(files.resolve("ours"));
        theirs = TestingAuthority.in(files.resolve("theirs"));
        server = ours.issue("server");
    }

    @AfterEach
    void listenNoMore() {
        ((Logger) LoggerFactory.getLogger(Worker.class)).detachAppender(appender);
    }

    @Test
    void runs_come_and_go_over_tls() throws Exception {
        try (var carillon = start(data, new TlsSettings(server.certificate(), server.key(), null));
                var _ = carillon.connected(worker().tls(WorkerTls.trusting(ours.certificate())))) {
            carillon.create("greet", "{\"task\": {\"type\": \"handler\", \"app\": \"test\", \"handler\": \"greet\"}}");

            String id = carillon.post("/api/v1/namespaces/default/jobs/greet:trigger", "{}")
                    .text("id");

            carillon.until(RUNS + id, run -> run.text("state").equals("SUCCEEDED"));
            assertThat(carillon.metric("carillon_grpc_certificate_expires_seconds"))
                    .isGreaterThan(1.7e9);
        }
    }

    @Test
    void runs_are_fed_over_tls_and_to_no_server_that_is_not_to_be_trusted() throws Exception {
        var job = JobKey.of("default", "fed");
        try (var carillon = start(data, new TlsSettings(server.certificate(), server.key(), null));
                var feed = feed(carillon, new FeedTls(ours.certificate(), null, null));
                var stranger = feed(carillon, new FeedTls(theirs.certificate(), null, null))) {
            carillon.put("/api/v1/apps/test", "");
            carillon.create("fed", "{\"task\": {\"type\": \"noop\", \"app\": \"test\"}}");

            assertThat(feed.send(job, List.of(TriggerRequest.PLAIN)).get()).hasSize(1);
            assertThat(stranger.send(job, List.of(TriggerRequest.PLAIN)))
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(CarillonUnreachableException.class);
        }
    }

    private static RunFeed feed(TestingServer carillon, FeedTls tls) {
        return RunFeed.builder()
                .node("localhost:" + carillon.server().grpcPort())
                .token(TestingServer.TOKEN)
                .tls(tls)
                .build();
    }

    @Test
    void whoever_does_not_believe_the_server_says_why_and_keeps_away() throws Exception {
        try (var carillon = start(data, new TlsSettings(server.certificate(), server.key(), null))) {

            assertThat(refusal(carillon, null)).contains("hung up").contains("TLS");
            assertThat(refusal(carillon, WorkerTls.trusting(theirs.certificate())))
                    .startsWith("the server's certificate is not to be trusted: ");
            assertThat(refusal(carillon, WorkerTls.OF_THE_JVM))
                    .startsWith("the server's certificate is not to be trusted");
            assertThat(carillon.get("/api/v1/workers").body()).doesNotContain("test-");
        }
    }

    @Test
    void a_server_with_an_expired_certificate_is_not_believed() throws Exception {
        var expired = ours.issueExpired("old-server");
        try (var carillon = start(data, new TlsSettings(expired.certificate(), expired.key(), null))) {

            assertThat(refusal(carillon, WorkerTls.trusting(ours.certificate())))
                    .startsWith("the server's certificate has expired");
        }
    }

    @Test
    void a_worker_that_wants_tls_does_not_do_without() throws Exception {
        try (var carillon = start(data, null)) {

            assertThat(refusal(carillon, WorkerTls.trusting(ours.certificate())))
                    .isEqualTo("the server does not speak TLS on this port");
        }
    }

    @Test
    void a_server_that_wants_certificates_takes_good_ones_only_and_the_token_still_counts() throws Exception {
        var good = ours.issue("worker");
        var expired = ours.issueExpired("old-worker");
        var foreign = theirs.issue("foreign-worker");
        var trusting = WorkerTls.trusting(ours.certificate());
        var settings = new TlsSettings(server.certificate(), server.key(), ours.certificate());
        try (var carillon = start(data, settings)) {
            carillon.connected(worker().tls(trusting.showing(good.certificate(), good.key())))
                    .close();

            assertThat(refusal(carillon, trusting))
                    .isEqualTo("the server wants a certificate, and this worker shows none");
            assertThat(refusal(carillon, trusting.showing(expired.certificate(), expired.key())))
                    .isEqualTo("the server says that this worker's certificate has expired");
            assertThat(refusal(carillon, trusting.showing(foreign.certificate(), foreign.key())))
                    .startsWith("the server does not accept this worker's certificate");
            var tokenless = worker().tls(trusting.showing(good.certificate(), good.key()))
                    .server("127.0.0.1:" + carillon.server().grpcPort())
                    .token("not-the-token-of-this-server");
            assertThat(loss(tokenless).loss()).isEqualTo(Loss.UNAUTHENTICATED);
        }
    }

    @Test
    void a_renewed_certificate_is_shown_without_a_restart() throws Exception {
        Path certificate = data.resolve("shown.crt");
        Path key = data.resolve("shown.key");
        replace(server.certificate(), certificate);
        replace(server.key(), key);
        try (var carillon = start(data.resolve("data"), new TlsSettings(certificate, key, null));
                var waiting = worker().tls(WorkerTls.trusting(theirs.certificate()))
                        .server("127.0.0.1:" + carillon.server().grpcPort())
                        .token(TestingServer.TOKEN)
                        .start()) {
            assertThat(nextLoss().loss()).isEqualTo(Loss.HANDSHAKE_FAILED);
            var renewed = theirs.issue("renewed-server");

            replace(renewed.certificate(), certificate);
            replace(renewed.key(), key);

            assertThat(waiting.awaitConnected(PATIENCE)).isTrue();
        }
    }

    /** Listens from then on: a server that starts sets up logging anew. */
    private TestingServer start(Path directory, @Nullable TlsSettings tls) {
        TestingServer carillon = TestingServer.start(directory, tls);
        appender.start();
        ((Logger) LoggerFactory.getLogger(Worker.class)).addAppender(appender);
        return carillon;
    }

    private static void replace(Path with, Path file) throws Exception {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.copy(with, draft);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static WorkerBuilder worker() {
        return Worker.builder().app("test").handler("greet", Map.class, (_, _) -> "hello");
    }

    /** What the worker's log says of the first attempt to connect. */
    private String refusal(TestingServer carillon, @Nullable WorkerTls tls) throws InterruptedException {
        WorkerBuilder builder =
                worker().server("127.0.0.1:" + carillon.server().grpcPort()).token(TestingServer.TOKEN);
        var loss = loss(tls == null ? builder : builder.tls(tls));
        assertThat(loss.loss()).isEqualTo(Loss.HANDSHAKE_FAILED);
        return loss.message();
    }

    private Notice.Disconnected loss(WorkerBuilder builder) throws InterruptedException {
        losses.clear();
        try (var refused = builder.start()) {
            var loss = nextLoss();
            assertThat(refused.isConnected()).isFalse();
            return loss;
        }
    }

    private Notice.Disconnected nextLoss() throws InterruptedException {
        var loss = losses.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (loss == null) {
            throw new AssertionError("the worker was not refused");
        }
        return loss;
    }

    private final class LossAppender extends AppenderBase<ILoggingEvent> {

        @Override
        protected void append(ILoggingEvent event) {
            for (Object argument : event.getArgumentArray()) {
                if (argument instanceof Notice.Disconnected loss) {
                    losses.add(loss);
                }
            }
        }
    }
}
