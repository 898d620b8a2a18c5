package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Event;
import io.carillon.engine.Report;
import io.carillon.model.RunId;
import io.carillon.protocol.v1.AskShards;
import io.carillon.protocol.v1.Declarations;
import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.Holding;
import io.carillon.protocol.v1.Logs;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Progress;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Saved;
import io.carillon.protocol.v1.Saving;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.testkit.wire.NextVersion;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node makes of what a worker of the next version says: of what it knows all, and of what it doesn't nothing wrong. */
class NextVersionOfWorkersTest {

    private static final int LATER = 4_711;
    private static final RunId RUN = Frames.newRun();

    static Stream<WorkerFrame> frames() {
        var attempt = Frames.attempt(RUN);
        var reports = Reports.newBuilder()
                .addProgress(
                        Progress.newBuilder().setAttempt(attempt).setDone(1).setTotal(2))
                .addSavings(Saving.newBuilder()
                        .setAttempt(attempt)
                        .setSequence(1)
                        .setSaved(Saved.newBuilder().setStep("one").setJson("{}")));
        return Stream.of(
                frame().setHello(Frames.hello("worker-1")).build(),
                Frames.began(attempt),
                Frames.results(Frames.succeeded(RUN, "{\"rows\": 3}")),
                frame().setReports(reports).build(),
                Frames.loaded(120, 400),
                Frames.draining(),
                frame().setHolding(Holding.newBuilder()
                                .addHolding(Held.newBuilder().setAttempt(attempt)))
                        .build(),
                frame().setLogs(Logs.newBuilder().setSequence(1)).build(),
                frame().setAskShards(AskShards.newBuilder().setAttempt(attempt)).build(),
                frame().setDeclarations(Declarations.newBuilder().setSequence(1))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("frames")
    void a_frame_that_says_more_is_heard_as_far_as_it_is_known(WorkerFrame frame) throws Exception {
        var plain = new Door();
        var next = new Door();

        Door.Line known = hear(plain, frame);
        Door.Line more = hear(next, WorkerFrame.parseFrom(NextVersion.of(frame).toByteArray()));

        assertThat(next.events).isEqualTo(plain.events);
        assertThat(more.sink.frames().stream().map(NodeFrame::getFrameCase))
                .isEqualTo(known.sink.frames().stream()
                        .map(NodeFrame::getFrameCase)
                        .toList());
        assertThat(more.sink.isClosed()).isFalse();
    }

    private static Door.Line hear(Door door, WorkerFrame frame) {
        return frame.hasHello()
                ? door.dial().says(frame)
                : door.connected("worker-1").says(frame);
    }

    @Test
    void every_kind_of_frame_is_among_them() {
        Set<WorkerFrame.FrameCase> kinds = EnumSet.allOf(WorkerFrame.FrameCase.class);
        kinds.remove(WorkerFrame.FrameCase.FRAME_NOT_SET);

        assertThat(frames().map(WorkerFrame::getFrameCase)).containsAll(kinds);
    }

    @Test
    void a_frame_of_an_unknown_kind_is_a_sign_of_life_and_nothing_else() {
        var door = new Door();
        Door.Line line = door.connected("worker-1");
        int events = door.events.size();
        door.beats(3);

        line.says(NextVersion.of(WorkerFrame.getDefaultInstance()));
        door.beats(3);

        assertThat(line.sink.isClosed()).isFalse();
        assertThat(door.events).hasSize(events);
    }

    @Test
    void an_answer_to_a_heartbeat_keeps_what_the_worker_said_in_it() {
        var door = new Door();
        Door.Line line = door.connected("worker-1");

        line.says(NextVersion.of(Frames.heartbeat(42, 3)));

        assertThat(NextVersion.isKept(line.sink.last().getHeartbeat())).isTrue();
    }

    @Test
    void a_result_with_an_outcome_that_is_not_known_is_a_failure_that_may_be_tried_again() {
        var door = new Door();

        door.connected("worker-1")
                .says(Frames.results(Frames.succeeded(RUN, "{}").setOutcomeValue(LATER)));

        assertThat(door.of(Event.Reported.class))
                .flatExtracting(Event.Reported::reports)
                .singleElement()
                .isInstanceOfSatisfying(Report.Failed.class, failed -> {
                    assertThat(failed.error().code()).isEqualTo("UNKNOWN_OUTCOME");
                    assertThat(failed.retryable()).isTrue();
                });
    }

    private static WorkerFrame.Builder frame() {
        return WorkerFrame.newBuilder();
    }
}
