package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.HeldAttempt;
import io.carillon.engine.Report;
import io.carillon.engine.WorkerLoad;
import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Failure;
import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.Holding;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.Stop;
import io.carillon.protocol.v1.StopReason;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StreamTest {

    private final Door door = new Door();
    private final Door.Line line = door.connected("worker-1");
    private final RunId run = Frames.newRun();

    @Test
    void a_heartbeat_is_answered_by_the_same_number_and_says_how_many_run() {
        line.says(Frames.heartbeat(42, 3));

        assertThat(line.sink.last().getHeartbeat().getSequence()).isEqualTo(42);
        assertThat(door.sessions.workers()).extracting(WorkerView::running).containsExactly(3);
    }

    @Test
    void a_worker_that_is_silent_for_three_intervals_loses_its_stream() {
        door.beats(3);
        assertThat(line.sink.isClosed()).isFalse();

        door.beats(1);

        assertThat(line.sink.isClosed()).isTrue();
        assertThat(door.departures()).containsExactly(new Event.WorkerLeft(line.id));
        assertThat(door.sessions.workers()).isEmpty();
    }

    @Test
    void whatever_a_worker_says_breaks_its_silence() {
        door.beats(3);
        line.says(Frames.began(Frames.attempt(run)));

        door.beats(3);

        assertThat(line.sink.isClosed()).isFalse();
    }

    @Test
    void a_stream_on_which_nobody_says_hello_is_ended_and_nobody_has_left() {
        Door.Line mute = door.dial();

        door.beats(4);

        assertThat(mute.sink.isClosed()).isTrue();
        assertThat(door.departures()).containsExactly(new Event.WorkerLeft(line.id));
    }

    @Test
    void a_worker_says_at_its_end_that_it_holds_nothing() {
        line.says(Frames.done());

        assertThat(door.of(Event.WorkerDone.class)).containsExactly(new Event.WorkerDone(line.id));
        assertThat(door.sessions.workers()).allMatch(WorkerView::draining);
    }

    @Test
    void a_draining_worker_still_runs_what_it_has() {
        line.says(Frames.heartbeat(1, 3));

        line.says(Frames.draining());
        line.says(Frames.heartbeat(2, 2));

        assertThat(door.of(Event.WorkerDraining.class)).containsExactly(new Event.WorkerDraining(line.id));
        assertThat(door.sessions.workers())
                .extracting(WorkerView::draining, WorkerView::running)
                .containsExactly(tuple(true, 2));
    }

    @Test
    void the_reports_of_a_frame_reach_the_core_together_and_in_order() {
        RunId second = Frames.newRun();
        var frame = Frames.began(Frames.attempt(run)).toBuilder();
        frame.getReportsBuilder().addResults(Frames.succeeded(second, "{\"closed\":3}"));

        line.says(frame.build());

        assertThat(door.events.getLast())
                .isEqualTo(new Event.Reported(
                        line.id,
                        List.of(
                                new Report.Began(run, Frames.TOKEN),
                                new Report.Succeeded(
                                        second,
                                        Frames.TOKEN,
                                        Duration.ofNanos(1_500_000),
                                        Json.object().put("closed", 3).build()))));
    }

    static Stream<Arguments> outcomes() {
        RunId run = Frames.newRun();
        var failure =
                Failure.newBuilder().setCode("NO_STOCK").setMessage("none left").setRetryable(true);
        var error = new RunError("NO_STOCK", "none left");
        Duration ran = Duration.ofNanos(1_500_000);
        return Stream.of(
                Arguments.of(Frames.succeeded(run, ""), new Report.Succeeded(run, Frames.TOKEN, ran, null)),
                Arguments.of(
                        Frames.succeeded(run, "")
                                .setOutcome(Outcome.OUTCOME_FAILED)
                                .setFailure(failure),
                        new Report.Failed(run, Frames.TOKEN, ran, error, true)),
                Arguments.of(
                        Frames.succeeded(run, "").setOutcome(Outcome.OUTCOME_FAILED),
                        new Report.Failed(run, Frames.TOKEN, ran, new RunError("TASK_FAILED", ""), false)),
                Arguments.of(
                        Frames.succeeded(run, "").setOutcome(Outcome.OUTCOME_STOPPED),
                        new Report.Stopped(run, Frames.TOKEN)),
                Arguments.of(
                        Frames.succeeded(run, "")
                                .setOutcome(Outcome.OUTCOME_SKIPPED)
                                .setFailure(failure),
                        new Report.Skipped(run, Frames.TOKEN, ran, "none left")),
                Arguments.of(
                        Frames.succeeded(run, "")
                                .setOutcome(Outcome.OUTCOME_POSTPONED)
                                .setFailure(failure)
                                .setRetryAfterMillis(90_000),
                        new Report.Postponed(run, Frames.TOKEN, Duration.ofSeconds(90), "none left")),
                Arguments.of(
                        Frames.succeeded(run, "")
                                .setOutcome(Outcome.OUTCOME_MAPPED)
                                .addItemsJson("{\"order\":1}")
                                .addItemsJson("{}")
                                .setGathers(true),
                        new Report.Mapped(
                                run,
                                Frames.TOKEN,
                                ran,
                                List.of(Json.object().put("order", 1).build(), Json.Obj.EMPTY),
                                true)),
                Arguments.of(
                        Frames.succeeded(run, "")
                                .setOutcome(Outcome.OUTCOME_MAPPED)
                                .addItemsJson("{}")
                                .addItemsJson("[1]"),
                        new Report.Failed(
                                run,
                                Frames.TOKEN,
                                ran,
                                new RunError(
                                        "ITEM_NOT_AN_OBJECT",
                                        "item 1 is no JSON object, which alone can override params"),
                                false)),
                Arguments.of(
                        Frames.succeeded(run, "")
                                .setOutcome(Outcome.OUTCOME_MAPPED)
                                .addAllItemsJson(Collections.nCopies(10_001, "{}")),
                        new Report.Failed(
                                run,
                                Frames.TOKEN,
                                ran,
                                new RunError("TOO_MANY_SHARDS", "10001 shards; a run has at most 10000"),
                                false)),
                Arguments.of(
                        Frames.succeeded(run, "")
                                .setOutcome(Outcome.OUTCOME_MAPPED)
                                .addItemsJson("{\"text\":\"" + "x".repeat(1 << 20) + "\"}"),
                        new Report.Failed(
                                run,
                                Frames.TOKEN,
                                ran,
                                new RunError(
                                        "ITEMS_TOO_LARGE", "the items have 1048587 bytes; at most 1048576 are taken"),
                                false)),
                Arguments.of(
                        Frames.succeeded(run, "")
                                .setOutcome(Outcome.OUTCOME_REFUSED)
                                .setFailure(failure),
                        new Report.Refused(run, Frames.TOKEN, error)),
                Arguments.of(
                        Frames.succeeded(run, "").setOutcomeValue(99).setRanMicros(-5),
                        new Report.Failed(
                                run,
                                Frames.TOKEN,
                                Duration.ZERO,
                                new RunError("UNKNOWN_OUTCOME", "the worker reported an unknown outcome"),
                                true)));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void every_outcome_reaches_the_core_as_what_it_is(Result.Builder result, Report expected) {
        line.says(Frames.results(result));

        assertThat(door.events.getLast()).isEqualTo(new Event.Reported(line.id, List.of(expected)));
    }

    static Stream<Arguments> unusableResults() {
        return Stream.of(
                Arguments.of("\"" + "x".repeat(256 * 1024) + "\"", "RESULT_TOO_LARGE"),
                Arguments.of("{\"closed\":", "RESULT_NOT_JSON"),
                Arguments.of("{\"a\":1,\"a\":2}", "RESULT_NOT_JSON"),
                Arguments.of("[".repeat(10_000), "RESULT_NOT_JSON"));
    }

    @ParameterizedTest
    @MethodSource("unusableResults")
    void a_result_that_cannot_be_kept_is_a_failure_for_good_and_not_the_end_of_the_stream(String json, String code) {
        line.says(Frames.results(Frames.succeeded(run, json)));

        var reported = (Event.Reported) door.events.getLast();
        var failed = (Report.Failed) reported.reports().getFirst();
        assertThat(failed.error().code()).isEqualTo(code);
        assertThat(failed.retryable()).isFalse();
        assertThat(line.sink.isClosed()).isFalse();
    }

    @Test
    void what_a_failure_says_is_cut_to_what_is_kept() {
        var failure = Failure.newBuilder()
                .setCode("C".repeat(100))
                .setMessage("m".repeat(5_000))
                .setDetail("d".repeat(20_000));

        line.says(Frames.results(
                Frames.succeeded(run, "").setOutcome(Outcome.OUTCOME_FAILED).setFailure(failure)));

        var reported = (Event.Reported) door.events.getLast();
        RunError error = ((Report.Failed) reported.reports().getFirst()).error();
        assertThat(List.of(
                        error.code().length(),
                        error.message().length(),
                        error.detail().length()))
                .containsExactly(64, 4_096, 16_384);
    }

    static Stream<io.carillon.protocol.v1.Attempt> foreignAttempts() {
        var known = Frames.attempt(Frames.newRun());
        return Stream.of(
                Frames.attempt("not-a-run"),
                Frames.attempt(""),
                known.toBuilder().setNumber(0).build(),
                known.toBuilder().setEpoch(-1).build());
    }

    @ParameterizedTest
    @MethodSource("foreignAttempts")
    void a_report_about_what_is_no_attempt_ends_the_stream_and_takes_nothing_of_its_frame(
            io.carillon.protocol.v1.Attempt foreign) {
        var frame = Frames.began(Frames.attempt(run)).toBuilder();
        frame.getReportsBuilder().addResults(Frames.succeeded(run, "").setAttempt(foreign));

        line.says(frame.build());

        assertThat(line.sink.refusal()).isEqualTo("INVALID_FRAME");
        assertThat(line.sink.last().getRefused().getMessage()).isNotEmpty();
        assertThat(door.of(Event.Reported.class)).isEmpty();
        assertThat(door.departures()).containsExactly(new Event.WorkerLeft(line.id));
    }

    @Test
    void a_stream_that_has_ended_is_not_heard() {
        door.sessions.closed(line.id);

        line.says(Frames.began(Frames.attempt(run)));
        door.sessions.closed(line.id);

        assertThat(door.of(Event.Reported.class)).isEmpty();
        assertThat(door.departures()).hasSize(1);
    }

    @Test
    void effects_for_a_worker_go_in_one_frame_of_each_kind() {
        Door.Line other = door.connected("worker-2");
        RunId second = Frames.newRun();

        door.sessions.carryOut(List.of(
                Frames.assign(line.id, run),
                Frames.stop(line.id, run, Effect.StopReason.CANCELLED),
                Frames.acknowledge(line.id, run),
                Frames.assign(other.id, second),
                Frames.assign(line.id, second),
                Frames.stop(line.id, second, Effect.StopReason.TIMED_OUT),
                Frames.acknowledge(line.id, second)));

        List<NodeFrame> sent = line.sink.frames().subList(1, line.sink.frames().size());
        assertThat(sent)
                .extracting(NodeFrame::getFrameCase)
                .containsExactly(
                        NodeFrame.FrameCase.ACKNOWLEDGEMENTS,
                        NodeFrame.FrameCase.STOPS,
                        NodeFrame.FrameCase.ASSIGNMENTS);
        assertThat(sent.get(0).getAcknowledgements().getResultsList())
                .allMatch(ack -> !ack.getAccepted() && ack.getReason().equals("stale token"))
                .hasSize(2);
        assertThat(sent.get(1).getStops().getStopsList())
                .extracting(Stop::getReason)
                .containsExactly(StopReason.STOP_REASON_CANCELLED, StopReason.STOP_REASON_TIMED_OUT);
        assertThat(sent.get(2).getAssignments().getAssignmentsCount()).isEqualTo(2);
        assertThat(other.sink.frames()).hasSize(2);
    }

    @Test
    void a_recall_goes_before_all_else_and_what_the_worker_holds_reaches_the_core() {
        door.sessions.carryOut(List.of(Frames.assign(line.id, run), new Effect.Recall(line.id)));
        line.says(WorkerFrame.newBuilder()
                .setHolding(Holding.newBuilder()
                        .addHolding(Held.newBuilder()
                                .setAttempt(Frames.attempt(run))
                                .setStartedAtMicros(1_800_000_000_000_000L)))
                .build());

        assertThat(line.sink.frames().subList(1, line.sink.frames().size()))
                .extracting(NodeFrame::getFrameCase)
                .containsExactly(NodeFrame.FrameCase.RECALL, NodeFrame.FrameCase.ASSIGNMENTS);
        assertThat(door.of(Event.WorkerHolds.class))
                .containsExactly(new Event.WorkerHolds(
                        line.id, List.of(new HeldAttempt(run, Frames.TOKEN, Instant.parse("2027-01-15T08:00:00Z")))));
    }

    @Test
    void an_assignment_carries_the_run_the_token_and_what_to_do() {
        door.sessions.carryOut(List.of(Frames.assign(line.id, run)));

        Assignment sent = line.sink.last().getAssignments().getAssignments(0);
        assertThat(sent.getAttempt()).isEqualTo(Frames.attempt(run));
        assertThat(new Token(
                        new Epoch(sent.getAttempt().getEpoch()),
                        sent.getAttempt().getNumber()))
                .isEqualTo(Frames.TOKEN);
        assertThat(List.of(sent.getNamespace(), sent.getJob(), sent.getTaskType()))
                .containsExactly("orders", "nightly", "handler:close");
        assertThat(List.of(sent.getSettingsJson(), sent.getParamsJson()))
                .containsExactly("{\"handler\":\"close\"}", "{\"batch\":500}");
        assertThat(sent.getDueAtMicros() - sent.getScheduledAtMicros()).isEqualTo(250_000);
        assertThat(sent.getTimeoutMillis()).isEqualTo(30_000);
    }

    @Test
    void effects_for_a_stream_that_is_gone_are_dropped() {
        door.sessions.closed(line.id);

        door.sessions.carryOut(List.of(Frames.assign(line.id, run)));

        assertThat(line.sink.frames()).hasSize(1);
    }

    @Test
    void closing_ends_every_stream() {
        Door.Line other = door.connected("worker-2");

        door.sessions.close();

        assertThat(line.sink.isClosed()).isTrue();
        assertThat(other.sink.isClosed()).isTrue();
        assertThat(door.departures()).hasSize(2);
    }

    @Test
    void how_busy_a_worker_is_goes_to_the_scheduler_when_it_has_changed_and_not_with_every_breath() {
        line.says(Frames.heartbeat(1, 0));
        line.says(Frames.loaded(100, 400));
        line.says(Frames.loaded(110, 390));
        line.says(Frames.loaded(130, 390));
        line.says(Frames.loaded(5_000, 390));

        assertThat(door.of(Event.WorkerLoaded.class))
                .extracting(Event.WorkerLoaded::load)
                .containsExactly(
                        new WorkerLoad(100, 400, WorkerLoad.NOT_TOLD),
                        new WorkerLoad(130, 390, WorkerLoad.NOT_TOLD),
                        new WorkerLoad(1_000, 390, WorkerLoad.NOT_TOLD));
        assertThat(door.sessions.workers())
                .extracting(WorkerView::load)
                .containsExactly(new WorkerLoad(1_000, 390, WorkerLoad.NOT_TOLD));
    }

    @Test
    void a_draining_worker_is_as_busy_as_it_was_until_it_says_otherwise() {
        line.says(Frames.heartbeat(1, 3));

        line.says(Frames.draining());

        assertThat(door.sessions.workers()).extracting(WorkerView::running).containsExactly(3);
    }
}
