package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Progress;
import io.carillon.engine.Report;
import io.carillon.engine.Saved;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Saving;
import io.carillon.protocol.v1.SavingAck;
import io.carillon.protocol.v1.WorkerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What attempts leave, between the wire and the core. */
class SavingsFromWorkersTest {

    private final Door door = new Door();
    private final Door.Line line = door.connected("w1");
    private final RunId run = Frames.newRun();

    @Test
    void what_is_said_besides_reaches_the_core_in_its_order_and_before_the_end() {
        var progress = io.carillon.protocol.v1.Progress.newBuilder()
                .setAttempt(Frames.attempt(run))
                .setDone(3)
                .setTotal(-1)
                .setNote("n".repeat(500));
        var end = Frames.succeeded(run, "")
                .setOutcome(Outcome.OUTCOME_STOPPED)
                .addSaved(saved("", "{\"at\": 7}"))
                .addSaved(saved("no step", "1"));

        line.says(WorkerFrame.newBuilder()
                .setReports(Reports.newBuilder()
                        .addResults(end)
                        .addSavings(saving(5, "charge", "true"))
                        .addProgress(progress))
                .build());

        assertThat(door.events.getLast())
                .isEqualTo(new Event.Reported(
                        line.id,
                        List.of(
                                new Report.Progressed(
                                        run, Frames.TOKEN, new Progress(3, 0, "n".repeat(200), Frames.NOW)),
                                new Report.Saving(run, Frames.TOKEN, 5, new Saved.Entry("charge", Json.of(true))),
                                new Report.Saving(
                                        run,
                                        Frames.TOKEN,
                                        Report.Saving.UNASKED,
                                        new Saved.Entry(
                                                "", Json.object().put("at", 7).build())),
                                new Report.Stopped(run, Frames.TOKEN))));
    }

    static Stream<Arguments> unfitSavings() {
        return Stream.of(
                Arguments.of("", "\"" + "x".repeat(64 << 10) + "\"", "a checkpoint has at most 65536 bytes"),
                Arguments.of(
                        "step", "\"" + "x".repeat(16 << 10) + "\"", "the result of a step has at most 16384 bytes"),
                Arguments.of("no step", "1", "a step is not named 'no step'"),
                Arguments.of("s".repeat(101), "1", "a step is not named"),
                Arguments.of("step", "{", "it is not JSON"));
    }

    @ParameterizedTest
    @MethodSource("unfitSavings")
    void what_can_not_be_kept_is_refused_at_once_and_no_owner_hears_of_it(String step, String json, String reason) {
        line.says(WorkerFrame.newBuilder()
                .setReports(Reports.newBuilder().addSavings(saving(5, step, json)))
                .build());

        SavingAck ack = line.sink.frames().getLast().getAcknowledgements().getSavings(0);
        assertThat(door.of(Event.Reported.class)).isEmpty();
        assertThat(ack.getSequence()).isEqualTo(5);
        assertThat(ack.getAccepted()).isFalse();
        assertThat(ack.getReason()).startsWith(reason);
    }

    @Test
    void a_worker_is_told_that_the_node_keeps_what_is_saved_and_when_it_has() {
        var saving = new Report.Saving(run, Frames.TOKEN, 5, new Saved.Entry("step", Json.of(1)));

        door.sessions.carryOut(List.of(new Effect.AcknowledgeSaving(line.id, saving, true, "")));

        assertThat(line.sink.frames().getFirst().getWelcome().getSaves()).isTrue();
        assertThat(line.sink.frames().getLast().getAcknowledgements().getSavingsList())
                .containsExactly(SavingAck.newBuilder()
                        .setAttempt(Frames.attempt(run))
                        .setSequence(5)
                        .setAccepted(true)
                        .build());
    }

    @Test
    void an_assignment_brings_what_is_saved_and_many_of_them_come_in_frames_of_a_bounded_size() {
        var saved = new Saved(new TreeMap<>(Map.of("", Json.of("x".repeat(60_000)), "step", Json.of(1))));
        var assigns = new ArrayList<Effect>();
        for (int i = 0; i < 40; i++) {
            Effect.Assign usual = Frames.assign(line.id, new RunId(77 + i));
            assigns.add(new Effect.Assign(line.id, usual.run(), usual.spec(), usual.attempt(), saved));
        }

        door.sessions.carryOut(assigns);

        List<NodeFrame> frames =
                line.sink.frames().stream().filter(NodeFrame::hasAssignments).toList();
        List<Assignment> assignments = frames.stream()
                .flatMap(frame -> frame.getAssignments().getAssignmentsList().stream())
                .toList();
        assertThat(frames)
                .hasSize(3)
                .allSatisfy(frame -> assertThat(frame.getSerializedSize()).isLessThan(1_100_000));
        assertThat(assignments)
                .hasSize(40)
                .allSatisfy(assignment -> assertThat(assignment.getSavedList())
                        .containsExactly(
                                saved("", "\"" + "x".repeat(60_000) + "\"").build(),
                                saved("step", "1").build()));
    }

    private Saving.Builder saving(long sequence, String step, String json) {
        return Saving.newBuilder()
                .setAttempt(Frames.attempt(run))
                .setSequence(sequence)
                .setSaved(saved(step, json));
    }

    private static io.carillon.protocol.v1.Saved.Builder saved(String step, String json) {
        return io.carillon.protocol.v1.Saved.newBuilder().setStep(step).setJson(json);
    }
}
