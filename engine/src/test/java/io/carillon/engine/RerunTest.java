package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.RunId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs that have ended are asked for again or discarded, and many are asked for at once. */
class RerunTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob job = TestingJob.named("fragile");

    @Test
    void a_dead_letter_that_is_rerun_is_none_any_more_and_both_know_of_each_other() {
        var dead = deadLetter();
        node.replace(job.priority(8).draft());

        var again = made(node.ask(rerun(dead, null)));
        worker.succeed(again.id());

        assertThat(again.cause()).isEqualTo(new Cause.Rerun(dead.id(), null));
        assertThat(again.params()).isEqualTo(dead.params());
        assertThat(again.jobVersion()).isEqualTo(2);
        assertThat(again.priority().level()).isEqualTo(8);
        var former = store.run(dead.id());
        assertThat(former.sequel().dead()).isNull();
        assertThat(former.sequel().rerunBy()).isEqualTo(again.id());
        assertThat(former.state()).isEqualTo(dead.state());
    }

    @Test
    void params_priority_and_instant_can_be_others() {
        var dead = deadLetter();
        Instant later = START.plusSeconds(100);
        var params = Json.object().put("batch", 2).build();

        var again = made(node.ask(new Command.RerunRun(dead, params, later, null, new Priority(1))));

        assertThat(again.params()).isEqualTo(Json.parse("{\"order\":7,\"batch\":2}"));
        assertThat(again.dueAt()).isEqualTo(later);
        assertThat(again.priority().level()).isEqualTo(1);
    }

    @Test
    void a_second_request_with_the_same_key_gives_the_same_run() {
        var dead = deadLetter();
        var other = deadLetter();

        var first = made(node.ask(rerun(dead, "again")));
        var second = node.ask(rerun(dead, "again"));
        var ofOther = made(node.ask(rerun(other, "again")));
        var requested = made(node.ask(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, "again", null)));

        assertThat(second).isEqualTo(new Reply.RunRepeated(first.id()));
        assertThat(List.of(first.id(), ofOther.id(), requested.id())).doesNotHaveDuplicates();
        assertThat(store.catalog().rerun(dead.id(), "again")).contains(first.id());
        assertThat(store.catalog().rerun(other.id(), "again")).contains(ofOther.id());
        assertThat(store.catalog().requested(job.key(), "again")).contains(requested.id());
    }

    @Test
    void a_run_that_has_not_ended_is_not_rerun() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        var reply = node.ask(rerun(run, null));

        assertThat(reply).isInstanceOfSatisfying(Reply.Refused.class, refused -> {
            assertThat(refused.kind()).isEqualTo(Reply.Kind.CONFLICT);
            assertThat(refused.code()).isEqualTo("run-not-ended");
        });
    }

    @Test
    void a_run_of_a_job_that_was_deleted_is_not_rerun_even_if_another_has_its_name_now() {
        var dead = deadLetter();
        node.delete(job.key());
        var reply = node.ask(rerun(dead, null));
        node.create(job.draft());
        var ofNamesake = node.ask(rerun(dead, null));

        assertThat(List.of(reply, ofNamesake))
                .allMatch(each -> each instanceof Reply.Refused refused
                        && refused.code().equals("job-deleted")
                        && refused.kind() == Reply.Kind.CONFLICT);
    }

    @Test
    void a_dead_letter_that_is_discarded_is_off_the_list_and_stays_failed() {
        var dead = deadLetter();

        var reply = node.ask(new Command.DiscardRun(dead.id()));

        assertThat(reply).isEqualTo(new Reply.RunDiscarded(dead.id()));
        var discarded = store.run(dead.id());
        assertThat(discarded.sequel().dead()).isNull();
        assertThat(discarded.sequel().discardedAt()).isEqualTo(clock.instant());
        assertThat(discarded.state()).isEqualTo(dead.state());
    }

    @Test
    void a_rerun_that_fails_is_a_dead_letter_of_its_own() {
        var dead = deadLetter();
        var again = made(node.ask(rerun(dead, null)));

        worker.fail(again.id());

        assertThat(store.run(again.id()).sequel().dead()).isNotNull();
        assertThat(store.run(dead.id()).sequel().dead()).isNull();
    }

    @Test
    void the_rerun_and_the_mark_of_its_former_run_are_one_commit() {
        var dead = deadLetter();
        node.crashAfterCommit(node.commits() + 1);

        node.send(rerun(dead, "again"));
        node.start();

        var again = store.catalog().rerun(dead.id(), "again").orElseThrow();
        assertThat(store.run(dead.id()).sequel().rerunBy()).isEqualTo(again);
    }

    @Test
    void a_batch_of_requests_is_one_commit_and_gives_ids_in_their_order() {
        node.create(job.draft());
        int before = store.batches().size();
        Instant later = START.plusSeconds(60);

        var reply = node.ask(batch(wanted(1, null, null), wanted(2, later, "b"), wanted(3, null, "b")));

        List<RunId> ids = ((Reply.RunsMade) reply).runs();
        assertThat(ids).hasSize(3);
        assertThat(ids.get(2)).isEqualTo(ids.get(1));
        assertThat(store.run(ids.get(0)).params()).isEqualTo(Json.parse("{\"n\":1}"));
        assertThat(store.run(ids.get(1)).dueAt()).isEqualTo(later);
        assertThat(store.batches().subList(before, store.batches().size()))
                .filteredOn(each -> each.writes().stream().anyMatch(Write.InsertRun.class::isInstance))
                .singleElement()
                .matches(each -> each.writes().stream()
                                .filter(Write.InsertRun.class::isInstance)
                                .count()
                        == 2);
    }

    @Test
    void a_batch_that_is_repeated_gives_the_runs_that_are_there() {
        node.create(job.draft());
        var asked = batch(wanted(1, null, "a"), wanted(2, null, "b"));

        var first = node.ask(asked);
        var second = node.ask(asked);

        assertThat(second).isEqualTo(first);
        assertThat(store.runs()).hasSize(2);
    }

    @Test
    void a_batch_for_an_unknown_job_makes_nothing() {
        var reply = node.ask(batch(wanted(1, null, null)));

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("job-not-found"));
        assertThat(store.runs()).isEmpty();
    }

    private Run deadLetter() {
        if (store.catalog().job(job.key()).isEmpty()) {
            node.create(job.draft());
        }
        var params = Json.object().put("order", 7).build();
        var run = made(node.ask(new Command.TriggerJob(job.key(), params, null, null, null)));
        node.advance(Duration.ofMillis(1));
        worker.fail(run.id());
        var dead = store.run(run.id());
        assertThat(dead.state()).isInstanceOf(RunState.Failed.class);
        assertThat(dead.sequel().dead()).isNotNull();
        return dead;
    }

    private static Command.RerunRun rerun(Run of, @Nullable String key) {
        return new Command.RerunRun(of, Json.Obj.EMPTY, null, key, null);
    }

    private Command.TriggerJob wanted(int number, @Nullable Instant at, @Nullable String key) {
        return new Command.TriggerJob(job.key(), Json.object().put("n", number).build(), at, key, null);
    }

    private Command.TriggerBatch batch(Command.TriggerJob... runs) {
        return new Command.TriggerBatch(job.key(), List.of(runs));
    }

    private static Run made(Reply reply) {
        return ((Reply.RunMade) reply).run();
    }
}
