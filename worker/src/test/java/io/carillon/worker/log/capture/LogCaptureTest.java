package io.carillon.worker.log.capture;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.LogLevel;
import io.carillon.protocol.v1.LogLine;
import io.carillon.worker.log.AttemptLog;
import io.carillon.worker.log.CurrentLog;
import io.carillon.worker.log.LogLimits;
import io.carillon.worker.log.LogShipper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ordinary logging, as handlers do it. */
class LogCaptureTest {

    private static final Logger LOG = LoggerFactory.getLogger(LogCaptureTest.class);
    private static final java.util.logging.Logger PLATFORM = java.util.logging.Logger.getLogger("com.shop.Orders");

    private final LogShipper shipper = new LogShipper(LogLimits.DEFAULT, () -> {});
    private final AttemptLog log = shipper.open(Attempt.getDefaultInstance());

    @BeforeEach
    void listen() {
        LogCapture.begin();
        LogCapture.begin();
    }

    @Test
    void what_is_logged_for_a_run_is_its_own_and_nothing_else_is() {
        LOG.info("before");
        CurrentLog.wrap(log, () -> LOG.warn("order {} of {}", 4711, "shop")).run();
        LOG.info("after");

        assertThat(said()).singleElement().satisfies(line -> {
            assertThat(line.getText()).isEqualTo("order 4711 of shop");
            assertThat(line.getLevel()).isEqualTo(LogLevel.LOG_LEVEL_WARN);
            assertThat(line.getSource()).isEqualTo(LogCaptureTest.class.getName());
        });
    }

    @Test
    void a_stack_trace_belongs_to_its_line() {
        CurrentLog.wrap(log, () -> LOG.error("it broke", new IllegalStateException("odd")))
                .run();

        assertThat(said()).singleElement().satisfies(line -> {
            assertThat(line.getText())
                    .startsWith("it broke")
                    .contains("java.lang.IllegalStateException: odd")
                    .contains("at " + LogCaptureTest.class.getName());
            assertThat(line.getLevel()).isEqualTo(LogLevel.LOG_LEVEL_ERROR);
        });
    }

    @Test
    void loggers_of_the_platform_are_heard_once() {
        CurrentLog.wrap(log, () -> PLATFORM.log(Level.INFO, "order {0}", "4711"))
                .run();

        assertThat(said()).singleElement().satisfies(line -> {
            assertThat(line.getText()).isEqualTo("order 4711");
            assertThat(line.getSource()).isEqualTo("com.shop.Orders");
        });
    }

    @Test
    void a_thread_of_a_pool_speaks_for_a_run_only_where_its_work_was_wrapped() throws Exception {
        var threads = Executors.newSingleThreadExecutor();
        try {
            threads.submit(CurrentLog.wrap(log, () -> LOG.info("wrapped"))).get();
            threads.submit(() -> LOG.info("not wrapped")).get();
            threads.submit(CurrentLog.wrapCall(log, () -> {
                        LOG.info("a call");
                        return 1;
                    }))
                    .get();
        } finally {
            threads.shutdown();
        }

        assertThat(said()).extracting(LogLine::getText).containsExactly("wrapped", "a call");
    }

    @Test
    void a_run_within_another_speaks_for_itself() {
        var inner = shipper.open(Attempt.newBuilder().setRunId("inner").build());

        CurrentLog.wrap(log, () -> {
                    CurrentLog.wrap(inner, () -> LOG.info("inner")).run();
                    LOG.info("outer");
                })
                .run();

        assertThat(said()).extracting(LogLine::getText).contains("inner", "outer");
        assertThat(CurrentLog.get()).isNull();
    }

    @Test
    void a_configuration_that_is_read_again_is_listened_to_still() throws Exception {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();

        CurrentLog.wrap(log, () -> LOG.info("heard")).run();

        assertThat(said()).extracting(LogLine::getText).containsExactly("heard");
    }

    private List<LogLine> said() {
        var later = Duration.ofHours(1);
        shipper.welcomed(1 << 20, later);
        return shipper.next(later).stream()
                .flatMap(frame -> frame.getLogs().getBatchesList().stream())
                .flatMap(batch -> batch.getLinesList().stream())
                .toList();
    }
}
