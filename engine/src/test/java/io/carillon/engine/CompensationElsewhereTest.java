package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Guards;
import io.carillon.model.job.RateLimit;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Sequel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A run fails for good, and the job that is to make up for it is not this node's, or not yet. */
class CompensationElsewhereTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = new TestingNode(store, clock, new NodeId("one"), 2, Settings.DEFAULT);
    private final TestingNode other = new TestingNode(store, clock, new NodeId("two"), 2, Settings.DEFAULT);
    private final TestingWorker worker = node.worker("w1", "dev", 1);
    private final TestingJob mender = TestingJob.named("mender");
    private final Partition away = Partition.of(mender.key(), 2);
    private final Partition home = new Partition(1 - away.number());
    private final TestingJob job = inHome().onFailure("mender");

    @Test
    void a_job_of_another_node_makes_up_for_it_in_the_partition_of_the_failed_run() {
        var failed = failBeside(() -> other.create(mender.draft()));

        var made = Fires.ofJob(store, mender.key()).getFirst();
        assertThat(made.cause()).isEqualTo(new Cause.Compensation(failed));
        assertThat(made.id().partition()).isEqualTo(home);
        assertThat(store.run(failed).sequel()).isEqualTo(new Sequel(null, made.id(), null, null));
        assertThat(node.notes(Note.RunDied.class)).isEmpty();
        assertThat(node.notes(Note.RunCompensated.class)).hasSize(1);
        assertThat(worker.only()).isEqualTo(made.id());

        worker.succeed(made.id());

        assertThat(store.run(made.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void what_made_up_for_it_is_rerun_where_it_stands() {
        failBeside(() -> other.create(mender.draft()));
        Run made = Fires.ofJob(store, mender.key()).getFirst();
        worker.fail(made.id());
        Run failed = store.run(made.id());

        var reply = node.ask(new Command.RerunRun(failed, Json.Obj.EMPTY, null, null, null));

        assertThat(reply).isInstanceOfSatisfying(Reply.RunMade.class, again -> {
            assertThat(again.run().cause()).isEqualTo(new Cause.Rerun(made.id(), null));
            assertThat(again.run().id().partition()).isEqualTo(home);
        });
    }

    @Test
    void it_can_not_be_rerun_when_its_job_is_gone() {
        failBeside(() -> other.create(mender.draft()));
        Run made = Fires.ofJob(store, mender.key()).getFirst();
        worker.fail(made.id());
        other.delete(mender.key());
        node.advance(Duration.ofMinutes(5));

        var reply = node.ask(new Command.RerunRun(store.run(made.id()), Json.Obj.EMPTY, null, null, null));

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("job-deleted"));
    }

    @Test
    void what_it_says_by_then_counts() {
        failBeside(() -> {
            other.create(mender.draft());
            other.replace(mender.priority(9).draft());
        });

        assertThat(Fires.ofJob(store, mender.key())).singleElement().satisfies(run -> {
            assertThat(run.priority().level()).isEqualTo(9);
            assertThat(run.jobVersion()).isEqualTo(2);
        });
    }

    @Test
    void each_failure_is_made_up_for_once() {
        failBeside(() -> other.create(mender.draft()));
        var next = node.trigger(job.key());
        worker.succeed(worker.holding().getFirst());
        worker.fail(next.id());

        assertThat(Fires.ofJob(store, mender.key())).hasSize(2);
    }

    @Test
    void without_that_job_it_is_a_dead_letter_that_says_so_once() {
        var failed = failBeside(() -> {});

        assertThat(store.run(failed).sequel().dead()).isEqualTo(DeadReason.COMPENSATION_MISSING);
        assertThat(node.notes(Note.RunDied.class))
                .containsExactly(new Note.RunDied(failed, job.key(), DeadReason.COMPENSATION_MISSING));
    }

    @Test
    void where_that_job_is_paused_it_is_a_dead_letter_that_says_so() {
        var failed = failBeside(() -> {
            other.create(mender.draft());
            other.pause(mender.key());
        });

        assertThat(store.run(failed).sequel().dead()).isEqualTo(DeadReason.COMPENSATION_PAUSED);
        assertThat(Fires.ofJob(store, mender.key())).isEmpty();
    }

    @Test
    void it_asks_what_that_job_says_though_it_has_a_run_of_it_that_another_owner_left_behind() {
        failBeside(() -> other.create(mender.draft()));
        node.crash();
        node.startOwning(home).declare("dev");
        worker.join();
        node.advance(Duration.ofSeconds(5));
        worker.succeed(worker.only());
        var again = node.trigger(job.key());

        worker.fail(again.id());

        assertThat(store.run(again.id()).sequel().dead()).isNull();
        assertThat(Fires.ofJob(store, mender.key())).hasSize(2);
    }

    @Test
    void a_node_that_dies_before_it_knows_the_job_leaves_a_dead_letter() {
        other.startOwning(away).declare("dev").create(mender.draft());
        node.startOwning(home).declare("dev");
        worker.join();
        node.create(job.draft());
        var failed = node.trigger(job.key());
        node.crashAfterCommit(node.commits() + 1);

        worker.fail(failed.id());

        assertThat(node.crashed()).isTrue();
        assertThat(store.run(failed.id()).state()).isInstanceOf(RunState.Failed.class);
        assertThat(store.run(failed.id()).sequel().dead()).isEqualTo(DeadReason.COMPENSATION_ELSEWHERE);
    }

    @Test
    void that_it_failed_is_never_durable_without_a_word_about_what_comes_after() {
        failBeside(() -> other.create(mender.draft()));

        assertThat(store.batches())
                .filteredOn(batch -> batch.writes().stream()
                        .anyMatch(write -> write instanceof Write.UpdateRun update
                                && update.run().state() instanceof RunState.Failed))
                .singleElement()
                .satisfies(batch -> assertThat(batch.writes())
                        .anyMatch(write -> write instanceof Write.MarkRun mark && mark.mark() instanceof Mark.Dead));
    }

    @Test
    void a_partition_that_is_about_to_be_opened_is_waited_for() {
        other.startOwning(away).declare("dev").create(mender.draft());
        other.crash();
        node.startOwning(home).declare("dev");
        worker.join();
        node.create(job.draft());
        var failed = node.trigger(job.key());
        store.failJobsOf(away);
        node.takeOver(new TreeSet<>(List.of(away)));

        worker.fail(failed.id());
        var before = store.run(failed.id()).sequel();
        var told = node.notes(Note.RunDied.class);
        store.failJobsOf();
        node.advance(Duration.ofSeconds(1));

        assertThat(before.dead()).isEqualTo(DeadReason.COMPENSATION_ELSEWHERE);
        assertThat(told).isEmpty();
        assertThat(node.core().ownedPartitions()).isEqualTo(2);
        var made = Fires.ofJob(store, mender.key()).getFirst();
        assertThat(store.run(failed.id()).sequel()).isEqualTo(new Sequel(null, made.id(), null, null));
        assertThat(node.notes(Note.RunDied.class)).isEmpty();
    }

    @Test
    void whoever_takes_it_off_the_dead_letters_meanwhile_has_decided() {
        other.startOwning(away).declare("dev").create(mender.draft());
        node.startOwning(home).declare("dev");
        worker.join();
        node.create(job.draft());
        var failed = node.trigger(job.key());
        store.failJobsOf(away);
        node.takeOver(new TreeSet<>(List.of(away)));
        worker.fail(failed.id());

        node.ask(new Command.DiscardRun(failed.id()));
        store.failJobsOf();
        node.advance(Duration.ofSeconds(1));

        assertThat(Fires.ofJob(store, mender.key())).isEmpty();
        assertThat(store.run(failed.id()).sequel().discardedAt()).isNotNull();
    }

    @Test
    void a_job_of_another_node_that_has_a_rate_of_its_own_makes_up_for_it_too() {
        var rate = new RateLimit(1, Duration.ofSeconds(1));
        var paced = mender.guards(new Guards(List.of(), Optional.of(rate), Optional.empty()));

        failBeside(() -> other.create(paced.draft()));
        node.advance(Duration.ofSeconds(1));
        worker.succeed(worker.only());
        node.crash();
        node.startOwning(home);

        assertThat(Fires.ofJob(store, mender.key()))
                .singleElement()
                .matches(run -> run.state() instanceof RunState.Succeeded);
    }

    private RunId failBeside(Runnable elsewhere) {
        other.startOwning(away).declare("dev");
        elsewhere.run();
        node.startOwning(home).declare("dev");
        worker.join();
        node.create(job.draft());
        RunId failed = node.trigger(job.key()).id();
        worker.fail(failed);
        return failed;
    }

    private TestingJob inHome() {
        for (int i = 0; ; i++) {
            var each = TestingJob.named("fragile-" + i);
            if (Partition.of(each.key(), 2).equals(home)) {
                return each;
            }
        }
    }
}
