package io.carillon.worker.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.Progress;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Saved;
import io.carillon.protocol.v1.Saving;
import io.carillon.protocol.v1.SavingAck;
import io.carillon.worker.task.NonRetryableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SaveShipperTest {

    private static final Attempt ATTEMPT =
            Attempt.newBuilder().setRunId("run-1").setEpoch(1).setNumber(2).build();

    private final AtomicInteger woken = new AtomicInteger();
    private final SaveShipper shipper = new SaveShipper(SaveLimits.DEFAULT, woken::incrementAndGet);
    private Duration now = Duration.ofSeconds(100);

    @Test
    void the_first_checkpoint_leaves_at_once_and_then_the_latest_every_five_seconds() {
        var saves = welcomed();
        saves.checkpoint("1");
        var first = sent();
        saves.checkpoint("2");
        saves.checkpoint("3");
        var tooSoon = pass(Duration.ofMillis(4_999));
        var later = pass(Duration.ofMillis(1));

        assertThat(checkpoints(first)).containsExactly("1");
        assertThat(tooSoon.getSavingsCount()).isZero();
        assertThat(checkpoints(later)).containsExactly("3");
        assertThat(saves.checkpoint()).contains("3");
    }

    @Test
    void what_nobody_acknowledges_is_sent_again_as_it_was() {
        var saves = welcomed();
        saves.checkpoint("1");
        var first = sent();
        var again = pass(Duration.ofSeconds(2));
        acknowledge(again.getSavings(0), true, "");
        var acknowledged = pass(Duration.ofSeconds(60));

        assertThat(again.getSavingsList()).isEqualTo(first.getSavingsList());
        assertThat(acknowledged).isEqualTo(Reports.getDefaultInstance());
        assertThat(shipper.wakeUp()).isEmpty();
    }

    @Test
    void a_new_link_and_a_new_owner_are_told_again() {
        var saves = welcomed();
        var answer = saves.keep("step", "1");
        saves.progress(1, 2, "note");
        var first = sent();
        shipper.lost();
        var away = pass(Duration.ofMillis(100));
        shipper.welcomed(true, now);
        var onTheNextLink = pass(Duration.ofSeconds(1));
        shipper.recalled(now);
        var recalled = pass(Duration.ofSeconds(1));

        assertThat(away).isEqualTo(Reports.getDefaultInstance());
        assertThat(onTheNextLink).isEqualTo(first);
        assertThat(recalled).isEqualTo(first);
        assertThat(answer).isNotDone();
    }

    @Test
    void of_progress_the_latest_is_told_about_once_a_second_and_a_flood_wakes_nobody() {
        var saves = welcomed();
        saves.progress(1, 9, "");
        var first = sent();
        for (int done = 2; done <= 1_000; done++) {
            saves.progress(done, 1_000, "row " + done);
        }
        int wakings = woken.get();
        var tooSoon = pass(Duration.ofMillis(999));
        var later = pass(Duration.ofMillis(1));

        assertThat(first.getProgressList()).extracting(Progress::getDone).containsExactly(1L);
        assertThat(wakings).isLessThanOrEqualTo(2);
        assertThat(tooSoon.getProgressCount()).isZero();
        assertThat(later.getProgressList()).extracting(Progress::getNote).containsExactly("row 1000");
    }

    @Test
    void a_long_note_is_cut() {
        var saves = welcomed();

        saves.progress(-1, -1, "ü".repeat(500));

        var progress = sent().getProgress(0);
        assertThat(progress.getNote().length()).isLessThan(200);
        assertThat(progress.getDone()).isZero();
    }

    @Test
    void a_step_is_kept_once_it_is_acknowledged() {
        var saves = welcomed();
        saves.begin("charge");
        var answer = saves.keep("charge", "\"paid\"");
        var frame = sent();
        boolean before = answer.isDone();

        acknowledge(frame.getSavings(0), true, "");

        assertThat(before).isFalse();
        assertThat(answer).isCompletedWithValue("");
        assertThat(saves.result("charge")).contains("\"paid\"");
    }

    @Test
    void a_step_that_is_refused_says_why_and_is_not_kept() {
        var saves = welcomed();
        var answer = saves.keep("charge", "1");

        acknowledge(sent().getSavings(0), false, "stale token");

        assertThat(answer).isCompletedWithValue("stale token");
        assertThat(saves.result("charge")).isEmpty();
        assertThat(saves.close()).isEmpty();
    }

    @Test
    void an_attempt_knows_what_earlier_ones_have_left() {
        var saves = shipper.open(Assignment.newBuilder()
                .setAttempt(ATTEMPT)
                .addSaved(saved("", "7"))
                .addSaved(saved("charge", "\"paid\""))
                .build());

        assertThat(saves.checkpoint()).contains("7");
        assertThat(saves.result("charge")).contains("\"paid\"");
        assertThat(saves.close()).isEmpty();
    }

    @Test
    void what_is_not_known_to_be_durable_is_left_at_the_end() {
        var saves = welcomed();
        saves.checkpoint("1");
        var answer = saves.keep("charge", "2");
        sent();
        saves.checkpoint("3");

        assertThat(saves.close()).containsExactlyInAnyOrder(saved("", "3"), saved("charge", "2"));
        assertThat(answer).isCompleted();
        assertThat(pass(Duration.ofSeconds(60))).isEqualTo(Reports.getDefaultInstance());
    }

    @Test
    void what_is_too_large_or_too_much_is_refused_by_name() {
        var saves = welcomed();
        for (int step = 0; step < 100; step++) {
            saves.begin("step-" + step);
        }

        assertThatThrownBy(() -> saves.checkpoint("x".repeat((64 << 10) + 1)))
                .isInstanceOf(NonRetryableException.class)
                .hasMessage("CHECKPOINT_TOO_LARGE: a checkpoint has 65537 bytes of JSON; at most 65536 are kept");
        assertThatThrownBy(() -> saves.keep("step-1", "x".repeat((16 << 10) + 1)))
                .isInstanceOf(NonRetryableException.class)
                .hasMessageStartingWith("STEP_TOO_LARGE: the result of step \"step-1\"");
        assertThatThrownBy(() -> saves.begin("one-too-many"))
                .isInstanceOf(NonRetryableException.class)
                .hasMessage("TOO_MANY_STEPS: a run has at most 100 steps");
        assertThatThrownBy(() -> saves.begin("no spaces")).isInstanceOf(IllegalArgumentException.class);
        saves.end("step-1");
        saves.begin("step-1");
        assertThatThrownBy(() -> {
                    saves.end("step-3");
                    saves.begin("step-2");
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step \"step-2\" is under way already");
    }

    @Test
    void a_server_that_keeps_nothing_is_sent_nothing_and_that_is_said() {
        var saves = shipper.open(Assignment.newBuilder().setAttempt(ATTEMPT).build());
        shipper.welcomed(false, now);
        saves.checkpoint("1");
        saves.progress(1, 2, "");
        var answer = saves.keep("charge", "1");

        assertThat(sent()).isEqualTo(Reports.getDefaultInstance());
        assertThat(answer).isCompletedWithValue("the server is older than this worker and keeps nothing");
    }

    @Test
    void much_is_sent_in_frames_of_a_bounded_size() {
        var saves = welcomed();
        for (int step = 0; step < 90; step++) {
            var answer = saves.keep("step-" + step, "\"" + "x".repeat(16_000) + "\"");
            assertThat(answer).isNotDone();
        }

        var first = sent();
        var second = sent();
        var third = sent();

        assertThat(List.of(first, second, third))
                .allSatisfy(frame -> assertThat(frame.getSerializedSize()).isLessThan(600 << 10));
        assertThat(first.getSavingsCount() + second.getSavingsCount() + third.getSavingsCount())
                .isEqualTo(90);
    }

    private AttemptSaves welcomed() {
        shipper.welcomed(true, now);
        return shipper.open(Assignment.newBuilder().setAttempt(ATTEMPT).build());
    }

    private Reports sent() {
        return shipper.next(now).orElse(Reports.getDefaultInstance());
    }

    private Reports pass(Duration span) {
        now = now.plus(span);
        return sent();
    }

    private void acknowledge(Saving saving, boolean accepted, String reason) {
        shipper.acknowledged(SavingAck.newBuilder()
                .setAttempt(saving.getAttempt())
                .setSequence(saving.getSequence())
                .setAccepted(accepted)
                .setReason(reason)
                .build());
    }

    private static Saved saved(String step, String json) {
        return Saved.newBuilder().setStep(step).setJson(json).build();
    }

    private static List<String> checkpoints(Reports frame) {
        return frame.getSavingsList().stream()
                .map(saving -> saving.getSaved().getJson())
                .toList();
    }
}
