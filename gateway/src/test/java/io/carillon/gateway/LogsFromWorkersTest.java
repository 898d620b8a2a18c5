package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLevel;
import io.carillon.engine.log.LogLine;
import io.carillon.engine.testing.TestingClock;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.protocol.v1.LogAck;
import io.carillon.protocol.v1.LogBatch;
import io.carillon.protocol.v1.Logs;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs say comes in by the same stream as their results, and goes elsewhere. */
class LogsFromWorkersTest {

    private static final Instant AT = Instant.parse("2027-01-01T00:00:00.123456Z");

    private final List<io.carillon.engine.Event> events = new ArrayList<>();
    private final Intake intake = new Intake();
    private final WorkerSessions sessions = new WorkerSessions(
            new NodeId("node-1"),
            Duration.ofSeconds(1),
            events::add,
            TestingClock.at("2027-01-01T00:00:00Z"),
            new WorkerSessions.Beside(intake, Optional.empty(), DeclarationSink.NONE, ShardSource.NONE));
    private final TestingFrameSink sink = new TestingFrameSink();
    private final io.carillon.engine.SessionId session = sessions.opened(sink);
    private final RunId run = Frames.newRun();

    private static final class Intake implements LogSink {

        private final List<Delivery> deliveries = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();
        private int refused;

        @Override
        public int frameBytes() {
            return 4_711;
        }

        @Override
        public void take(Delivery delivery, Answer answer) {
            deliveries.add(delivery);
            answers.add(answer);
        }

        @Override
        public void refused() {
            refused++;
        }
    }

    @BeforeEach
    void greet() {
        sessions.received(
                session,
                WorkerFrame.newBuilder().setHello(Frames.hello("worker-1")).build());
        events.clear();
    }

    @Test
    void the_welcome_says_how_much_a_frame_may_hold() {
        assertThat(sink.last().getWelcome().getLogFrameBytes()).isEqualTo(4_711);
    }

    @Test
    void lines_go_past_the_core_and_are_acknowledged_when_they_are_kept() {
        says(logs(7).addBatches(batch().setLeftOut(3)));
        NodeFrame before = sink.last();
        intake.answers.getFirst().kept();

        var line = new LogLine(5, AT, LogLevel.WARN, "com.shop.Orders", "text");
        assertThat(intake.deliveries)
                .singleElement()
                .extracting(LogSink.Delivery::blocks)
                .isEqualTo(List.of(new LogBlock(run, Frames.TOKEN, 100, 200, 9, true, List.of(line))));
        assertThat(intake.deliveries.getFirst().leftOut()).isEqualTo(3);
        assertThat(before.hasWelcome()).isTrue();
        assertThat(sink.last().getLogAck())
                .isEqualTo(LogAck.newBuilder().setSequence(7).build());
        assertThat(events).isEmpty();
    }

    @Test
    void a_worker_is_told_to_come_again_where_there_is_no_room() {
        says(logs(8).addBatches(batch()));

        intake.answers.getFirst().notNow(Duration.ofSeconds(2));

        assertThat(sink.last().getLogAck())
                .isEqualTo(LogAck.newBuilder()
                        .setSequence(8)
                        .setRetryAfterMillis(2_000)
                        .build());
    }

    @Test
    void what_makes_no_sense_costs_the_worker_nothing_but_that() {
        says(logs(9).addBatches(batch().setAttempt(Frames.attempt("no run"))));
        says(logs(10).addBatches(batch().setStartsAt(-1)));
        says(logs(11).addBatches(batch().setLines(
                        0, batch().getLines(0).toBuilder().setText("x".repeat(LogWire.MAX_BATCH_BYTES)))));

        assertThat(sink.last().getLogAck().getSequence()).isEqualTo(11);
        assertThat(sink.last().getLogAck().getRetryAfterMillis()).isZero();
        assertThat(sink.isClosed()).isFalse();
        assertThat(intake.deliveries).isEmpty();
        assertThat(intake.refused).isEqualTo(3);
    }

    @Test
    void nobody_says_anything_before_hello() {
        var other = new TestingFrameSink();
        var stranger = sessions.opened(other);

        sessions.received(
                stranger,
                WorkerFrame.newBuilder().setLogs(logs(1).addBatches(batch())).build());

        assertThat(intake.deliveries).isEmpty();
        assertThat(other.isClosed()).isTrue();
    }

    private void says(Logs.Builder logs) {
        sessions.received(session, WorkerFrame.newBuilder().setLogs(logs).build());
    }

    private static Logs.Builder logs(long sequence) {
        return Logs.newBuilder().setSequence(sequence);
    }

    private LogBatch.Builder batch() {
        return LogBatch.newBuilder()
                .setAttempt(Frames.attempt(run))
                .setStartsAt(100)
                .setEndsAt(200)
                .setSaid(9)
                .setLast(true)
                .addLines(io.carillon.protocol.v1.LogLine.newBuilder()
                        .setNumber(5)
                        .setAtMicros(1_798_761_600_123_456L)
                        .setLevel(io.carillon.protocol.v1.LogLevel.LOG_LEVEL_WARN)
                        .setSource("com.shop.Orders")
                        .setText("text"));
    }
}
