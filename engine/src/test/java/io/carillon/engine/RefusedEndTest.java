package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Sequel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The store refuses for good what a run ended with: the run fails instead, and that is answered for like any other failure. */
class RefusedEndTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = new TestingNode(store, clock, new NodeId("one"), 1, Settings.DEFAULT)
            .join(Leases.DEFAULT)
            .declare("dev");
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob mender = TestingJob.named("mender");
    private final TestingJob job = TestingJob.named("fragile").onFailure("mender");

    @Test
    void a_result_that_cannot_be_kept_is_made_up_for() {
        var run = startedBeside();
        store.refuse(RefusedEndTest::isSuccess);

        worker.succeed(run);
        node.advance(Duration.ofSeconds(5));

        var made = onlyCompensation();
        assertThat(made.cause()).isEqualTo(new Cause.Compensation(run));
        assertThat(made.params().text()).contains(LastResort.NOT_STORED);
        assertThat(store.run(run).sequel()).isEqualTo(new Sequel(null, made.id(), null, null));
        assertThat(node.notes(Note.RunCompensated.class)).hasSize(1);
        assertThat(node.notes(Note.RunDied.class)).isEmpty();
        assertThat(worker.only()).isEqualTo(made.id());
        assertThat(worker.acknowledgements()).hasSize(1);
    }

    @Test
    void it_is_told_that_the_run_failed_and_not_that_it_succeeded() {
        var run = startedBeside();
        store.refuse(RefusedEndTest::isSuccess);

        worker.succeed(run);

        assertThat(node.notes(Note.RunEnded.class))
                .extracting(ended -> ended.run().state())
                .singleElement()
                .isInstanceOf(RunState.Failed.class);
    }

    @Test
    void without_a_job_that_would_make_up_for_it_the_run_is_a_dead_letter() {
        node.create(TestingJob.named("plain").draft());
        var run = node.trigger(TestingJob.named("plain").key()).id();
        store.refuse(RefusedEndTest::isSuccess);

        worker.succeed(run);
        node.advance(Duration.ofSeconds(5));

        assertThat(store.run(run).sequel().dead()).isEqualTo(DeadReason.NO_COMPENSATION);
        assertThat(node.notes(Note.RunDied.class)).extracting(Note.RunDied::run).containsExactly(run);
    }

    @Test
    void that_it_failed_is_never_durable_without_a_word_about_what_comes_after() {
        var run = startedBeside();
        store.refuse(RefusedEndTest::isSuccess);
        node.crashAfterCommit(node.commits() + 2);

        worker.succeed(run);

        assertThat(node.crashed()).isTrue();
        assertThat(store.run(run).state()).isInstanceOf(RunState.Failed.class);
        assertThat(store.run(run).sequel().dead()).isEqualTo(DeadReason.COMPENSATION_NOT_STORED);
        assertThat(compensations()).isEmpty();
    }

    @Test
    void an_error_that_cannot_be_kept_takes_the_compensation_with_it_that_carried_it_along() {
        var run = startedBeside();
        store.refuse(write -> isPoisonedEnd(write) || isPoisonedCompensation(write));

        worker.fail(run, "POISON", false);
        node.advance(Duration.ofSeconds(5));

        var made = onlyCompensation();
        assertThat(made.params().text()).contains(LastResort.NOT_STORED).doesNotContain("POISON");
        assertThat(store.run(run).sequel()).isEqualTo(new Sequel(null, made.id(), null, null));
        assertThat(node.notes(Note.RunCompensated.class))
                .extracting(Note.RunCompensated::by)
                .containsExactly(made.id());
        assertThat(worker.holding()).containsExactly(made.id());
    }

    @Test
    void where_what_makes_up_for_a_failure_cannot_be_recorded_the_run_is_a_dead_letter() {
        var run = startedBeside();
        store.refuse(write -> write instanceof Write.InsertRun);

        worker.fail(run);
        node.advance(Duration.ofSeconds(5));

        assertThat(store.run(run).sequel()).isEqualTo(new Sequel(DeadReason.COMPENSATION_NOT_STORED, null, null, null));
        assertThat(node.notes(Note.RunDied.class))
                .containsExactly(new Note.RunDied(run, job.key(), DeadReason.COMPENSATION_NOT_STORED));
        assertThat(node.notes(Note.RunCompensated.class)).isEmpty();
    }

    @Test
    void a_failure_that_cannot_be_kept_in_any_form_is_made_up_for_by_nothing() {
        var run = startedBeside();
        store.refuse(write ->
                write instanceof Write.UpdateRun update && update.run().id().equals(run));

        worker.fail(run);
        node.advance(Duration.ofSeconds(30));

        assertThat(compensations()).isEmpty();
        assertThat(store.batches())
                .allSatisfy(batch -> assertThat(batch.writes()).noneMatch(Write.MarkRun.class::isInstance));
        assertThat(store.run(run).state()).isNotInstanceOf(RunState.Final.class);
    }

    @Test
    void what_was_to_make_up_for_another_run_is_a_dead_letter_if_its_own_end_cannot_be_kept() {
        var run = startedBeside();
        worker.fail(run);
        var made = onlyCompensation();
        store.refuse(RefusedEndTest::isSuccess);

        worker.succeed(made.id());
        node.advance(Duration.ofSeconds(5));

        assertThat(store.run(made.id()).sequel().dead()).isEqualTo(DeadReason.COMPENSATION_FAILED);
        assertThat(compensations()).hasSize(1);
    }

    @Test
    void a_partition_that_another_owner_had_before_it_is_read_again_keeps_the_dead_letter() {
        var run = startedBeside();
        store.refuse(RefusedEndTest::isSuccess);
        store.failJobsOf(run.partition());

        worker.succeed(run);
        store.steal(run.partition());
        store.failJobsOf();
        node.advance(Duration.ofSeconds(5));

        assertThat(node.core().ownedPartitions()).isEqualTo(1);
        assertThat(store.run(run).sequel().dead()).isEqualTo(DeadReason.COMPENSATION_NOT_STORED);
        assertThat(compensations()).isEmpty();
    }

    @Test
    void a_run_of_whose_parts_one_ended_with_what_cannot_be_kept_fails() {
        var whole = TestingJob.named("whole").shards(2).onFailure("mender");
        node.create(mender.draft());
        node.create(whole.draft());
        var run = node.trigger(whole.key());
        List<RunId> parts = worker.holding();
        worker.succeed(parts.getFirst());
        store.refuse(write -> isSuccess(write) && isOf(write, id -> id.equals(parts.getLast())));

        worker.succeed(parts.getLast());
        node.advance(Duration.ofSeconds(5));

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.SHARDS_FAILED));
        assertThat(store.run(run.id()).sequel().compensatedBy())
                .isEqualTo(onlyCompensation().id());
    }

    private RunId startedBeside() {
        node.create(mender.draft());
        node.create(job.draft());
        RunId run = node.trigger(job.key()).id();
        worker.begin(run);
        return run;
    }

    private List<Run> compensations() {
        return Fires.ofJob(store, mender.key());
    }

    private Run onlyCompensation() {
        assertThat(compensations()).hasSize(1);
        return compensations().getFirst();
    }

    private static boolean isSuccess(Write write) {
        return write instanceof Write.UpdateRun update && update.run().state() instanceof RunState.Succeeded;
    }

    private static boolean isOf(Write write, Predicate<RunId> which) {
        return write instanceof Write.UpdateRun update
                && which.test(update.run().id());
    }

    private static boolean isPoisonedEnd(Write write) {
        return write instanceof Write.UpdateRun update
                && update.run().state() instanceof RunState.Failed failed
                && failed.error().code().equals("POISON");
    }

    private static boolean isPoisonedCompensation(Write write) {
        return write instanceof Write.InsertRun insert
                && insert.run().params().text().contains("POISON");
    }
}
