package io.carillon.worker;

import static io.carillon.worker.TestingGateway.PATIENCE;
import static io.carillon.worker.TestingGateway.assignment;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.LogBatch;
import io.carillon.protocol.v1.LogLine;
import io.carillon.protocol.v1.WorkerFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What handlers say, on real streams. */
@Timeout(60)
class WorkerLogsTest {

    private static final Logger LOG = LoggerFactory.getLogger("com.shop.Orders");
    private static final int HEARTBEAT = 1_000;
    private static final int FRAME = 256 << 10;

    private final TestingGateway gateway;

    WorkerLogsTest() throws IOException {
        gateway = TestingGateway.open("s3cret");
    }

    @AfterEach
    void closeGateway() throws InterruptedException {
        gateway.close();
    }

    @Test
    void what_a_handler_says_and_logs_reaches_the_node_in_order() throws Exception {
        var builder = builder().handler("close", Map.class, (params, run) -> {
            run.log("by the context");
            LOG.warn("by a logger");
            var other = Executors.newSingleThreadExecutor();
            try {
                run.wrap(other).execute(() -> LOG.info("by another thread"));
            } finally {
                other.shutdown();
                assertThat(other.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
            return null;
        });
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT, FRAME);
            session.assign(assignment("run-1", 1, "handler:close"));
            session.answer();

            var batches = untilLast(session);

            assertThat(texts(batches)).containsExactly("by the context", "by a logger", "by another thread");
            assertThat(batches)
                    .allSatisfy(
                            batch -> assertThat(batch.getAttempt().getRunId()).isEqualTo("run-1"));
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_handler_that_floods_ends_and_its_beginning_and_end_arrive() throws Exception {
        int lines = 300_000;
        var builder = builder().handler("close", Map.class, (params, run) -> {
            for (int i = 1; i <= lines; i++) {
                run.log("line " + i);
            }
            return null;
        });
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT, FRAME);
            session.assign(assignment("run-1", 1, "handler:close"));
            session.answer();

            var batches = untilLast(session);

            assertThat(texts(batches)).startsWith("line 1", "line 2").endsWith("line " + lines);
            assertThat(batches.get(batches.size() - 1).getSaid()).isEqualTo(lines);
            assertThat(texts(batches).size()
                            + batches.stream().mapToLong(LogBatch::getLeftOut).sum())
                    .isEqualTo(lines);
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_worker_that_leaves_tells_first_what_was_said() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CompletableFuture<Void>();
        var builder = builder().handler("close", Map.class, (params, run) -> {
            begun.countDown();
            goOn.get();
            run.log("the last words");
            return null;
        });
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT, FRAME);
            session.assign(assignment("run-1", 1, "handler:close"));
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var left = CompletableFuture.supplyAsync(() -> drain(worker));
            session.frame(WorkerFrame::hasDraining);

            goOn.complete(null);
            session.answer();
            var batches = untilLast(session);

            assertThat(texts(batches)).containsExactly("the last words");
            assertThat(left.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean drain(Worker worker) {
        try {
            return worker.drain(Duration.ofSeconds(30));
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("interrupted while leaving", interrupted);
        }
    }

    private WorkerBuilder builder() {
        return Worker.builder()
                .server("localhost:" + gateway.port())
                .token("s3cret")
                .app("shop");
    }

    /** Acknowledges frames of logs until the attempt says nothing any more. */
    private static List<LogBatch> untilLast(TestingGateway.Session session) throws InterruptedException {
        var batches = new ArrayList<LogBatch>();
        do {
            var logs = session.frame(WorkerFrame::hasLogs).getLogs();
            batches.addAll(logs.getBatchesList());
            session.acknowledgeLogs(logs.getSequence());
        } while (!batches.get(batches.size() - 1).getLast());
        return batches;
    }

    private static List<String> texts(List<LogBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.getLinesList().stream())
                .map(LogLine::getText)
                .toList();
    }
}
