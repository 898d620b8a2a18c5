package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What attempts leave for those that come after them. */
class SavingTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final String CHECKPOINT = Saved.CHECKPOINT;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob job = TestingJob.named("asked").attempts(5, Duration.ofSeconds(1));

    @Test
    void what_is_saved_is_acknowledged_when_it_is_durable() {
        RunId run = begun();
        node.holdCommits();

        worker.save(run, CHECKPOINT, Json.of(1));
        var before = worker.savings();
        node.releaseCommits();

        assertThat(before).isEmpty();
        assertThat(worker.savings()).singleElement().matches(Effect.AcknowledgeSaving::accepted);
        assertThat(saved(run)).isEqualTo(Map.of(CHECKPOINT, Json.of(1)));
    }

    @Test
    void the_next_attempt_is_given_the_latest_checkpoint_and_every_step() {
        RunId run = begun();
        worker.save(run, CHECKPOINT, Json.of(1));
        worker.save(run, "charge", Json.of("paid"));
        worker.save(run, CHECKPOINT, Json.of(2));

        worker.fail(run);
        node.advance(Duration.ofSeconds(1));

        assertThat(given()).isEqualTo(Map.of(CHECKPOINT, Json.of(2), "charge", Json.of("paid")));
        assertThat(worker.received().getFirst().assign().saved()).isEqualTo(Saved.NOTHING);
    }

    @Test
    void another_worker_goes_on_where_one_was_lost() {
        RunId run = begun();
        worker.save(run, CHECKPOINT, Json.of(7));
        var other = node.worker("w2", "dev", 10).join();

        worker.leave();
        node.advance(Duration.ofMinutes(1));

        assertThat(other.received().getLast().run()).isEqualTo(run);
        assertThat(other.received().getLast().assign().saved())
                .isEqualTo(new Saved(new TreeMap<>(Map.of(CHECKPOINT, Json.of(7)))));
    }

    @Test
    void a_new_owner_knows_what_was_saved_before() {
        RunId run = begun();
        worker.save(run, CHECKPOINT, Json.of(7));
        node.crash();
        worker.forgetEverything();
        clock.turn(Duration.ofSeconds(1));

        node.start();
        worker.join();
        node.advance(Duration.ofMinutes(1));

        assertThat(given()).isEqualTo(Map.of(CHECKPOINT, Json.of(7)));
    }

    @Test
    void what_a_former_attempt_saves_is_refused_and_told() {
        RunId run = begun();
        Token first = worker.token(run);
        worker.save(run, CHECKPOINT, Json.of(1));
        worker.fail(run);
        node.advance(Duration.ofSeconds(1));

        worker.report(List.of(new Report.Saving(run, first, 9, new Saved.Entry(CHECKPOINT, Json.of(99)))));

        assertThat(worker.savings().getLast().accepted()).isFalse();
        assertThat(worker.savings().getLast().reason()).isEqualTo("stale token");
        assertThat(saved(run)).isEqualTo(Map.of(CHECKPOINT, Json.of(1)));
        assertThat(node.notes(Note.SavingRefused.class)).hasSize(1);
    }

    @Test
    void what_comes_with_a_failure_is_as_durable_as_that() {
        RunId run = begun();
        Token token = worker.token(run);
        var left = new Report.Saving(run, token, Report.Saving.UNASKED, new Saved.Entry(CHECKPOINT, Json.of(3)));
        var failed = new Report.Failed(run, token, Duration.ZERO, new RunError("BOOM", "told to fail"), true);

        worker.report(List.of(left, failed));
        node.advance(Duration.ofSeconds(1));

        assertThat(given()).isEqualTo(Map.of(CHECKPOINT, Json.of(3)));
        assertThat(worker.savings()).isEmpty();
    }

    @Test
    void what_comes_with_a_failure_counts_before_its_run_is_read_too() {
        RunId run = begun();
        Token token = worker.token(run);
        node.crash();
        clock.turn(Duration.ofSeconds(1));
        node.holdLoads();
        node.start();
        worker.join();

        var left = new Report.Saving(run, token, Report.Saving.UNASKED, new Saved.Entry(CHECKPOINT, Json.of(3)));
        var failed = new Report.Failed(run, token, Duration.ZERO, new RunError("BOOM", "told to fail"), true);
        worker.report(List.of(left, failed));
        node.releaseLoads();
        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).hasSize(2);
        assertThat(given()).isEqualTo(Map.of(CHECKPOINT, Json.of(3)));
    }

    @Test
    void a_checkpoint_that_was_overtaken_on_its_way_does_not_come_back() {
        RunId run = begun();
        Token token = worker.token(run);
        worker.report(List.of(new Report.Saving(run, token, 2, new Saved.Entry(CHECKPOINT, Json.of(2)))));

        worker.report(List.of(new Report.Saving(run, token, 1, new Saved.Entry(CHECKPOINT, Json.of(1)))));

        assertThat(saved(run)).isEqualTo(Map.of(CHECKPOINT, Json.of(2)));
    }

    @Test
    void nothing_is_left_of_a_run_that_has_ended() {
        RunId run = begun();
        worker.save(run, CHECKPOINT, Json.of(1));
        worker.save(run, "charge", Json.of(true));

        worker.succeed(run);

        assertThat(store.saving()).isEmpty();
        assertThat(store.run(run).tries().saved()).isFalse();
    }

    @Test
    void nothing_is_written_for_runs_that_save_nothing() {
        RunId run = begun();
        worker.fail(run);
        node.advance(Duration.ofSeconds(1));
        worker.succeed(run);

        assertThat(store.batches())
                .flatExtracting(CommitBatch::writes)
                .noneMatch(write -> write instanceof Write.Save || write instanceof Write.DropSaved);
    }

    @Test
    void a_run_keeps_so_many_steps_and_no_more() {
        RunId run = begun();
        for (int step = 0; step < Saved.MOST_STEPS; step++) {
            worker.save(run, "step-" + step, Json.of(step));
        }

        worker.save(run, "step-0", Json.of("again"));
        worker.save(run, "one-too-many", Json.of(true));

        assertThat(worker.savings().get(Saved.MOST_STEPS).accepted()).isTrue();
        assertThat(worker.savings().getLast().accepted()).isFalse();
        assertThat(worker.savings().getLast().reason()).contains("at most 100 steps");
    }

    @Test
    void what_the_store_refuses_is_told_and_touches_nothing_else() {
        RunId run = begun();
        store.refuse(
                write -> write instanceof Write.Save save && save.entry().step().equals("poison"));

        worker.save(run, "poison", Json.of(1));
        worker.save(run, "sound", Json.of(2));

        assertThat(worker.savings())
                .extracting(Effect.AcknowledgeSaving::accepted)
                .containsExactly(false, true);
        assertThat(saved(run)).isEqualTo(Map.of("sound", Json.of(2)));
        assertThat(worker.holding()).containsExactly(run);
    }

    @Test
    void an_assignment_waits_until_what_is_saved_can_be_read() {
        RunId run = begun();
        worker.save(run, CHECKPOINT, Json.of(1));
        worker.fail(run);
        store.failSaved(true);
        node.advance(Duration.ofSeconds(3));
        int before = worker.received().size();

        store.failSaved(false);
        node.advance(Duration.ofSeconds(1));

        assertThat(before).isOne();
        assertThat(given()).isEqualTo(Map.of(CHECKPOINT, Json.of(1)));
    }

    @Test
    void an_attempt_that_is_cancelled_before_its_assignment_could_leave_is_never_begun() {
        RunId run = begun();
        worker.save(run, CHECKPOINT, Json.of(1));
        worker.fail(run);
        store.failSaved(true);
        node.advance(Duration.ofSeconds(3));

        node.cancel(run);
        store.failSaved(false);
        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).hasSize(1);
        assertThat(store.run(run).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void the_latest_progress_is_shown_while_its_attempt_runs() {
        RunId run = begun();
        Token token = worker.token(run);
        var early = new Progress(10, 100, "one", START);
        var later = new Progress(20, 100, "two", START);

        worker.report(List.of(new Report.Progressed(run, token, early), new Report.Progressed(run, token, later)));
        var shown = node.progress(run);
        worker.fail(run);

        assertThat(shown).contains(later);
        assertThat(node.progress(run)).isEmpty();
    }

    private RunId begun() {
        node.create(job.draft());
        RunId run = node.trigger(job.key()).id();
        worker.begin(run);
        return run;
    }

    private Map<String, Json> saved(RunId run) {
        return store.saved(new TreeSet<>(List.of(run)))
                .getOrDefault(run, Saved.NOTHING)
                .byStep();
    }

    /** What came with the latest assignment. */
    private Map<String, Json> given() {
        Saved saved = worker.received().getLast().assign().saved();
        return saved == null ? Map.of() : saved.byStep();
    }
}
