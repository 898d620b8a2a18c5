package io.carillon.chaos.check;

import static io.carillon.chaos.check.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.fault.FaultKind;
import io.carillon.chaos.witness.Entry;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each kind of violation is found in a history that was made to have it, and in one that is sound there is none. */
class CheckerTest {

    private static final FireRule EACH_SECOND = new FireRule.Seconds(Set.of(1, 2, 3, 4, 5));

    /** Three fires, of which the second was lost with its worker and done again. */
    private static Story sound() {
        return new Story()
                .everySecond("tick", 1, 3_500)
                .broken(FaultKind.WORKER_KILLED, 2_010, 2_020)
                .done("a", "tick", 1_000, 50)
                .wrote(Entry.BEGUN, "b", "tick", "7.1", 2_000, 2_005)
                .recorded("b", "tick", "SUCCEEDED", 2_000, "7.2")
                .did("b", "tick", "7.2", 2_000, 2_500, 2_550)
                .done("c", "tick", 3_000, 50);
    }

    @Test
    void a_sound_history_has_no_violation() {
        assertThat(sound().violations()).isEmpty();
    }

    @Test
    void a_fire_without_a_record_is_lost() {
        Story story = new Story().everySecond("tick", 0, 2_500).done("a", "tick", 1_000, 50);

        assertThat(story.violations()).containsExactly(Violation.Kind.LOST);
    }

    @Test
    void a_fire_with_two_records_is_doubled() {
        assertThat(sound().done("d", "tick", 3_000, 0).violations()).containsExactly(Violation.Kind.DOUBLED);
    }

    @Test
    void a_record_of_what_was_never_due_is_found() {
        assertThat(sound().done("d", "tick", 3_200, 50).violations()).containsExactly(Violation.Kind.NEVER_DUE);
    }

    @Test
    void a_fire_after_an_acknowledged_pause_was_never_due() {
        Story story = new Story()
                .job(
                        "tick",
                        0,
                        1,
                        new Stretch(EACH_SECOND, at(0), at(1_400)),
                        new Stretch(new FireRule.Never(), at(1_400), at(9_000)))
                .done("a", "tick", 1_000, 50)
                .done("b", "tick", 2_000, 50);

        assertThat(story.violations()).containsExactly(Violation.Kind.NEVER_DUE);
    }

    @Test
    void a_run_that_is_still_going_on_at_the_end_is_unfinished() {
        Story story = sound().everySecond("other", 0, 1_500).recorded("x", "other", "RUNNING", 1_000, null);

        assertThat(story.violations()).containsExactly(Violation.Kind.UNFINISHED);
    }

    @Test
    void a_run_that_ended_as_its_job_does_not_allow_is_found() {
        Story story = sound().everySecond("other", 0, 1_500).recorded("x", "other", "FAILED", 1_000, null);

        assertThat(story.violations()).containsExactly(Violation.Kind.WRONG_END);
    }

    @Test
    void an_attempt_that_began_twice_is_found() {
        Story story = sound().wrote(Entry.BEGUN, "c", "tick", "7.1", 3_000, 3_900);

        assertThat(story.violations()).containsExactly(Violation.Kind.BEGUN_TWICE);
    }

    @Test
    void an_attempt_that_began_a_millisecond_before_it_was_due_is_found() {
        Story story = new Story()
                .everySecond("tick", 0, 1_500)
                .recorded("a", "tick", "SUCCEEDED", 1_000, "7.1")
                .did("a", "tick", "7.1", 1_000, 999, 1_100);

        assertThat(story.violations()).containsExactly(Violation.Kind.BEGUN_EARLY);
    }

    @Test
    void an_attempt_of_a_run_that_nobody_recorded_is_found() {
        assertThat(sound().did("ghost", "tick", "7.1", 3_000, 4_000, 4_010).violations())
                .containsExactly(Violation.Kind.UNRECORDED);
    }

    @Test
    void a_success_that_no_worker_wrote_down_is_found() {
        Story story = new Story().everySecond("tick", 0, 1_500).recorded("a", "tick", "SUCCEEDED", 1_000, "7.1");

        assertThat(story.violations()).containsExactly(Violation.Kind.UNSEEN_SUCCESS);
    }

    @Test
    void a_success_by_an_attempt_that_had_failed_is_found() {
        Story story = new Story()
                .everySecond("tick", 0, 1_500)
                .recorded("a", "tick", "SUCCEEDED", 1_000, "7.1")
                .wrote(Entry.BEGUN, "a", "tick", "7.1", 1_000, 1_005)
                .wrote(Entry.FAILED, "a", "tick", "7.1", 1_000, 1_010);

        assertThat(story.violations()).containsExactly(Violation.Kind.UNSEEN_SUCCESS);
    }

    @Test
    void the_result_of_a_former_attempt_must_not_be_accepted() {
        Story story = new Story()
                .everySecond("tick", 0, 1_500)
                .recorded("a", "tick", "SUCCEEDED", 1_000, "7.1")
                .did("a", "tick", "7.1", 1_000, 1_005, 9_000)
                .wrote(Entry.BEGUN, "a", "tick", "8.1", 1_000, 8_000);

        assertThat(story.violations()).containsExactly(Violation.Kind.STALE_ACCEPTED);
    }

    @Test
    void runs_that_may_not_overlap_and_do_are_found() {
        Story story = new Story()
                .everySecond("tick", 1, 2_500)
                .done("a", "tick", 1_000, 1_100)
                .done("b", "tick", 2_000, 50);

        assertThat(story.violations()).containsExactly(Violation.Kind.OVERLAP);
    }

    @Test
    void one_more_than_a_limit_allows_is_found() {
        Story story = new Story().everySecond("tick", 2, 3_500);
        story.done("a", "tick", 1_000, 2_500).done("b", "tick", 2_000, 1_500);
        assertThat(story.done("c", "tick", 3_000, 1).violations()).containsExactly(Violation.Kind.OVERLAP);
    }

    @Test
    void an_attempt_that_was_given_up_after_a_fault_may_overlap() {
        Story story = sound();
        story.wrote(Entry.DONE, "b", "tick", "7.1", 2_000, 3_020);

        assertThat(story.violations()).isEmpty();
    }

    @Test
    void an_attempt_that_was_given_up_without_a_fault_may_not_overlap() {
        Story story = new Story()
                .everySecond("tick", 1, 2_500)
                .did("a", "tick", "7.1", 1_000, 1_005, 2_100)
                .recorded("a", "tick", "SUCCEEDED", 1_000, "7.2")
                .did("a", "tick", "7.2", 1_000, 1_500, 1_600)
                .done("b", "tick", 2_000, 50);

        assertThat(story.violations()).containsExactly(Violation.Kind.OVERLAP);
    }

    @Test
    void a_part_that_is_missing_or_there_twice_is_found() {
        Story whole = new Story().job("split", 0, 2, new Stretch(EACH_SECOND, at(0), at(1_500)));
        whole.recorded("w", "split", "SUCCEEDED", 1_000, null).part("p", "split", "w", 0);
        assertThat(whole.violations()).containsExactly(Violation.Kind.PARTS);

        assertThat(whole.part("q", "split", "w", 1).violations()).isEmpty();
        assertThat(whole.part("r", "split", "w", 1).violations()).containsExactly(Violation.Kind.PARTS);
    }

    @Test
    void an_acknowledged_run_that_is_missing_is_found() {
        Story story = sound().asked(new Request.Triggered("gone", "key-1"));

        assertThat(story.violations()).containsExactly(Violation.Kind.REQUEST_MISSING);
    }

    @Test
    void a_cancel_that_came_to_nothing_is_found() {
        Story story = sound().asked(new Request.Cancelled("c", "CANCELLED", at(3_010)));

        assertThat(story.violations()).containsExactly(Violation.Kind.CANCEL_IGNORED);
        assertThat(sound().asked(new Request.Cancelled("c", "RUNNING", at(3_010)))
                        .violations())
                .isEmpty();
    }

    @Test
    void an_attempt_that_begins_long_after_an_acknowledged_cancel_is_found() {
        Story story = new Story()
                .everySecond("tick", 0, 1_500)
                .recorded("a", "tick", "SUCCEEDED", 1_000, "8.1")
                .wrote(Entry.BEGUN, "a", "tick", "7.1", 1_000, 1_005)
                .did("a", "tick", "8.1", 1_000, 40_000, 40_010)
                .asked(new Request.Cancelled("a", "RUNNING", at(2_000)));

        assertThat(story.violations()).containsExactly(Violation.Kind.CANCEL_IGNORED);
    }
}
