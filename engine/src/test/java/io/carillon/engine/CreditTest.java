package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.RunId;
import io.carillon.model.job.Routing;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that grant their slots to several nodes. */
class CreditTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("asked");
    private final TestingWorker worker = node.worker("w1", "dev", 4).byCredit().join();

    @Test
    void a_worker_gets_what_it_grants_and_not_what_it_has_slots_for() {
        node.create(job.draft());
        trigger(5);

        List<RunId> before = worker.holding();
        worker.grant(2);

        assertThat(before).isEmpty();
        assertThat(worker.holding()).hasSize(2);
    }

    @Test
    void a_slot_that_becomes_free_is_not_this_nodes_until_it_is_granted_again() {
        node.create(job.draft());
        worker.grant(2);
        trigger(3);

        worker.succeed(worker.holding().getFirst());
        List<RunId> afterwards = worker.holding();
        worker.grant(3);

        assertThat(afterwards).hasSize(1);
        assertThat(worker.holding()).hasSize(2);
    }

    @Test
    void what_was_sent_by_then_is_not_taken_back() {
        node.create(job.draft());
        worker.grant(3);
        trigger(2);

        worker.takeBack(1, 7);
        trigger(1);

        assertThat(worker.confirmations())
                .extracting(Effect.ConfirmCredit::number, Effect.ConfirmCredit::granted)
                .containsExactly(tuple(7, 2L));
        assertThat(worker.holding()).hasSize(2);
    }

    @Test
    void what_is_to_leave_as_soon_as_it_is_durable_is_not_taken_back_either() {
        node.create(job.draft());
        worker.grant(3);
        node.holdCommits();
        node.send(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null));

        worker.takeBack(0, 1);
        boolean hadIt = !worker.holding().isEmpty();
        node.releaseCommits();
        trigger(1);

        assertThat(hadIt).isFalse();
        assertThat(worker.confirmations())
                .extracting(Effect.ConfirmCredit::granted)
                .containsExactly(1L);
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_hand_out_that_never_left_costs_nothing() {
        node.create(job.draft());
        worker.grant(1);
        node.holdCommits();
        CommandId asked = node.send(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null));
        Run run = node.core().runs().getFirst().run();
        node.send(new Command.CancelRun(run));
        node.releaseCommits();
        node.advance(Duration.ofSeconds(20));

        Run next = node.trigger(job.key());

        assertThat(node.reply(asked)).isPresent();
        assertThat(worker.received()).extracting(TestingWorker.Received::run).containsExactly(next.id());
    }

    @Test
    void a_new_connection_begins_with_nothing() {
        node.create(job.draft());
        worker.grant(4);
        worker.leave();
        worker.join();

        trigger(1);
        List<RunId> before = worker.holding();
        worker.grant(1);

        assertThat(before).isEmpty();
        assertThat(worker.holding()).hasSize(1);
    }

    @Test
    void it_is_told_when_runs_begin_to_wait_for_it_and_when_none_does_any_longer() {
        node.create(job.draft());
        worker.grant(1);
        trigger(4);
        List<Integer> whenTheyWaited = worker.wanted();

        worker.grant(4);

        assertThat(whenTheyWaited).containsExactly(1);
        assertThat(worker.wanted()).containsExactly(1, 0);
    }

    @Test
    void it_is_told_again_what_may_be_old_when_it_asks() {
        node.create(job.draft());
        worker.grant(1);
        trigger(3);
        trigger(1);
        List<Integer> before = worker.wanted();

        worker.ask();

        assertThat(before).containsExactly(1);
        assertThat(worker.wanted()).containsExactly(1, 3);
    }

    @Test
    void runs_that_are_for_it_alone_are_told_of_while_another_has_slots() {
        node.worker("w2", "dev", 4).join();
        node.create(job.routing(Routing.by(Routing.Strategy.BROADCAST)).draft());
        worker.grant(0);

        trigger(1);

        assertThat(worker.wanted()).containsExactly(1);
    }

    @Test
    void runs_that_another_may_do_are_no_reason_to_tell_it() {
        node.worker("w2", "dev", 4).join();
        node.create(job.draft());
        worker.grant(0);

        trigger(3);

        assertThat(worker.wanted()).isEmpty();
    }

    @Test
    void a_report_about_a_run_of_another_node_is_disclaimed_to_who_made_it() {
        node.create(job.draft());
        worker.grant(1);
        Run run = node.trigger(job.key());
        node.deliver(new Event.Leaving());
        node.advance(Duration.ofSeconds(1));

        worker.succeed(run.id());

        assertThat(node.core().ownedPartitions()).isZero();
        assertThat(worker.disclaimed()).extracting(Effect.Disclaim::run).containsExactly(run.id());
        assertThat(worker.acknowledgements()).isEmpty();
    }

    private void trigger(int times) {
        for (int i = 0; i < times; i++) {
            node.trigger(job.key());
        }
    }
}
