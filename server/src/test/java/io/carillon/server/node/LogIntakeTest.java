package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.StoreException;
import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLevel;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogLine;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogStore;
import io.carillon.engine.testing.TestingLogStore;
import io.carillon.gateway.LogSink;
import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogIntakeTest {

    private static final Instant AT = Instant.parse("2027-01-01T00:00:00Z");
    private static final RunId RUN = RunId.firstOf(AT);
    private static final Token TOKEN = new Token(new Epoch(3), 1);

    private final Fickle store = new Fickle();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LogIntake intake =
            new LogIntake(store, LogLimits.of(1 << 20), InstantSource.fixed(AT), new SystemTicker(), registry);
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /** A store that fails as often as it is told to, and waits where a test holds it. */
    private static final class Fickle implements LogStore {

        private final TestingLogStore kept = new TestingLogStore();
        private final CountDownLatch entered = new CountDownLatch(1);
        private volatile @Nullable CountDownLatch gate;
        private volatile @Nullable Supplier<RuntimeException> failure;

        @Override
        public void append(List<LogBlock> blocks, LogLimits limits, Instant present) {
            entered.countDown();
            CountDownLatch held = gate;
            if (held != null) {
                await(held);
            }
            Supplier<RuntimeException> wanted = failure;
            if (wanted != null) {
                throw wanted.get();
            }
            kept.append(blocks, limits, present);
        }

        @Override
        public List<LogBlock> read(LogQuery query, int limit) {
            return kept.read(query, limit);
        }

        private static void await(CountDownLatch held) {
            try {
                if (!held.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody let the store go on");
                }
            } catch (InterruptedException stopped) {
                throw new AssertionError("interrupted", stopped);
            }
        }
    }

    private final class Told implements LogSink.Answer {

        @Override
        public void kept() {
            answers.add("kept");
        }

        @Override
        public void notNow(Duration wait) {
            answers.add("not now");
        }
    }

    @AfterEach
    void close() {
        intake.close();
    }

    @Test
    void what_is_kept_is_acknowledged_and_counted() throws InterruptedException {
        intake.start();

        intake.take(delivery(1, 100), new Told());

        assertThat(answer()).isEqualTo("kept");
        assertThat(store.read(new LogQuery(RUN, null, null), 10)).containsExactly(block(1));
        assertThat(registry.get("carillon.log.lines").counter().count()).isEqualTo(1);
        assertThat(registry.get("carillon.log.bytes").counter().count()).isEqualTo(100);
        assertThat(registry.get("carillon.log.left.out").counter().count()).isEqualTo(7);
    }

    @Test
    void while_the_store_fails_workers_keep_what_they_have() throws InterruptedException {
        store.failure = () -> new StoreException(StoreException.Code.UNAVAILABLE, "away");
        intake.start();
        intake.take(delivery(1, 100), new Told());
        String first = answer();
        store.failure = null;
        intake.take(delivery(1, 100), new Told());

        assertThat(first).isEqualTo("not now");
        assertThat(answer()).isEqualTo("kept");
        assertThat(store.read(new LogQuery(RUN, null, null), 10)).containsExactly(block(1));
    }

    @Test
    void an_error_of_ours_is_not_tried_for_ever() throws InterruptedException {
        store.failure = () -> new IllegalStateException("a bug");
        intake.start();
        intake.take(delivery(1, 100), new Told());
        String first = answer();
        store.failure = null;
        intake.take(delivery(2, 100), new Told());

        assertThat(first).isEqualTo("kept");
        assertThat(answer()).isEqualTo("kept");
        assertThat(store.read(new LogQuery(RUN, null, null), 10)).containsExactly(block(2));
    }

    @Test
    void no_more_waits_than_there_is_room_for() throws InterruptedException {
        var held = new CountDownLatch(1);
        store.gate = held;
        intake.start();
        intake.take(delivery(1, (int) LogIntake.MAX_WAITING_BYTES), new Told());
        assertThat(store.entered.await(30, TimeUnit.SECONDS)).isTrue();

        intake.take(delivery(2, 1), new Told());
        String second = answer();
        held.countDown();

        assertThat(second).isEqualTo("not now");
        assertThat(answer()).isEqualTo("kept");
        assertThat(registry.get("carillon.log.put.off").counter().count()).isEqualTo(1);
    }

    @Test
    void a_node_that_is_to_keep_nothing_asks_for_nothing() {
        var none = new LogIntake(
                store, LogLimits.of(0), InstantSource.fixed(AT), new SystemTicker(), new SimpleMeterRegistry());

        assertThat(none.frameBytes()).isZero();
        assertThat(intake.frameBytes()).isPositive();
    }

    private String answer() throws InterruptedException {
        String answer = answers.poll(30, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return answer;
    }

    private static LogSink.Delivery delivery(int number, int bytes) {
        return new LogSink.Delivery(List.of(block(number)), bytes, 7);
    }

    private static LogBlock block(int number) {
        var line = new LogLine(number, AT, LogLevel.INFO, "", "line " + number);
        return new LogBlock(RUN, TOKEN, 100L * number, 100L * number + 100, number, false, List.of(line));
    }
}
