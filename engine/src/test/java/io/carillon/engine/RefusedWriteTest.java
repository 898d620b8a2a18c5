package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the store refuses for good keeps nothing else from being written, and memory says in the end what is durable. */
class RefusedWriteTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final JobKey POISON = TestingJob.named("poison").key();

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = new TestingNode(store, clock, new NodeId("one"), 1, Settings.DEFAULT)
            .join(Leases.DEFAULT)
            .declare("dev");
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();

    @Test
    void a_run_that_cannot_be_recorded_is_refused_and_the_others_of_its_batch_take_place() {
        node.create(TestingJob.named("poison").draft());
        node.create(TestingJob.named("sound").draft());
        store.refuse(write -> write instanceof Write.InsertRun insert && isPoison(insert.run()));
        node.holdCommits();
        var first = node.send(trigger("sound"));
        var poison = node.send(trigger("poison"));
        var last = node.send(trigger("sound"));

        node.releaseCommits();
        node.advance(Duration.ofSeconds(5));

        assertThat(node.reply(first)).containsInstanceOf(Reply.RunMade.class);
        assertThat(node.reply(last)).containsInstanceOf(Reply.RunMade.class);
        assertThat(node.reply(poison)).hasValueSatisfying(RefusedWriteTest::isRefused);
        assertThat(worker.received()).hasSize(2);
        assertThat(store.runs()).hasSize(2);
        assertThat(node.notes(Note.WriteRefused.class)).hasSize(1);
        assertThat(node.core().ownedPartitions()).isEqualTo(1);
    }

    @Test
    void what_was_to_be_read_after_a_write_is_read_although_that_was_refused() {
        node.create(TestingJob.named("poison").draft());
        node.create(TestingJob.named("sound").draft());
        Run far = node.trigger(TestingJob.named("sound").key(), START.plus(Duration.ofDays(1)));
        store.refuse(write -> write instanceof Write.InsertRun insert && isPoison(insert.run()));
        node.holdCommits();
        node.send(trigger("poison"));
        var cancel = node.send(new Command.CancelRun(far));

        node.releaseCommits();
        node.advance(Duration.ofSeconds(5));
        node.ask(new Command.CancelRun(far));

        assertThat(node.reply(cancel)).isPresent();
        assertThat(store.run(far.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void a_result_that_cannot_be_kept_fails_its_run_so_that_it_ends_and_its_worker_may_forget_it() {
        node.create(TestingJob.named("poison").draft());
        Run run = node.trigger(POISON);
        worker.begin(run.id());
        store.refuse(
                write -> write instanceof Write.UpdateRun update && update.run().state() instanceof RunState.Succeeded);

        worker.succeed(run.id());
        node.advance(Duration.ofSeconds(5));

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(LastResort.NOT_STORED));
        assertThat(worker.acknowledgements()).hasSize(1);
        assertThat(node.core().liveRuns()).isZero();
    }

    @Test
    void an_end_that_cannot_be_kept_in_any_form_is_not_acknowledged_and_holds_nothing_up() {
        worker.eager();
        node.create(TestingJob.named("poison").draft());
        node.create(TestingJob.named("sound").cron("* * * * * ?").draft());
        store.refuse(write -> write instanceof Write.UpdateRun update && isPoison(update.run()));

        Run run = node.trigger(POISON);
        node.advance(Duration.ofSeconds(30));

        assertThat(worker.acknowledgements())
                .extracting(Effect.Acknowledge::run)
                .doesNotContain(run.id());
        assertThat(store.run(run.id()).state()).isNotInstanceOf(RunState.Final.class);
        assertThat(instants("sound")).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(29);
        assertThat(Fires.succeeded(store, TestingJob.named("sound").key())).hasSizeGreaterThanOrEqualTo(28);
    }

    @Test
    void fires_that_cannot_be_recorded_are_told_and_those_of_other_jobs_go_on() {
        worker.eager();
        node.create(TestingJob.named("poison").cron("* * * * * ?").draft());
        node.create(TestingJob.named("sound").cron("* * * * * ?").draft());
        store.refuse(write -> write instanceof Write.InsertRun insert && isPoison(insert.run()));

        node.advance(Duration.ofSeconds(30));

        assertThat(instants("sound")).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(29);
        assertThat(node.notes(Note.WriteRefused.class)).hasSizeGreaterThan(10);
    }

    @Test
    void a_definition_that_cannot_be_kept_leaves_the_former_one_with_all_its_fires() {
        worker.eager();
        node.create(TestingJob.named("poison").cron("* * * * * ?").draft());
        node.advance(Duration.ofSeconds(3));
        store.refuse(write -> write instanceof Write.PutJob);

        var reply = node.ask(new Command.ReplaceJob(
                TestingJob.named("poison").cron("0 * * * * ?").draft(), null));
        node.advance(Duration.ofSeconds(20));

        assertThat(isRefused(reply)).isTrue();
        assertThat(store.catalog().job(POISON))
                .hasValueSatisfying(job -> assertThat(job.version()).isEqualTo(1));
        List<Instant> instants = instants("poison");
        assertThat(instants).doesNotHaveDuplicates();
        assertThat(Duration.between(instants.getFirst(), instants.getLast()))
                .isEqualTo(Duration.ofSeconds(instants.size() - 1L));
        assertThat(instants).hasSizeGreaterThanOrEqualTo(23);
    }

    private List<Instant> instants(String job) {
        return store.runs().stream()
                .filter(run -> run.job().equals(TestingJob.named(job).key()) && run.cause() instanceof Cause.Fired)
                .map(Run::scheduledAt)
                .sorted()
                .toList();
    }

    private static boolean isPoison(Run run) {
        return run.job().equals(POISON);
    }

    private static Command trigger(String job) {
        return new Command.TriggerJob(TestingJob.named(job).key(), Json.Obj.EMPTY, null, null, null);
    }

    private static boolean isRefused(Reply reply) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("store-refused"));
        return true;
    }
}
