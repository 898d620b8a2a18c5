package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingCluster;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingStore.Fault;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who owns what: leases, take-overs and hand-overs among several nodes. */
class LeaseTest {

    /** Between two fires: a worker here talks to one node only, so nothing may be under way when that lets go. */
    private static final Instant START = Instant.parse("2027-03-01T00:00:00.300Z");

    private static final int PARTITIONS = 64;
    private static final List<TestingJob> JOBS = Stream.iterate(0, i -> i + 1)
            .limit(40)
            .map(i -> TestingJob.named("job-" + i).cron("* * * * * ?").attempts(100, Duration.ZERO))
            .toList();

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingCluster cluster = new TestingCluster(clock);
    private final List<TestingWorker> workers = new ArrayList<>();

    @Test
    void a_node_alone_takes_every_partition() {
        TestingNode one = join("one");

        assertThat(one.core().ownedPartitions()).isEqualTo(PARTITIONS);
    }

    @Test
    void nodes_share_the_partitions_and_each_has_one_owner() {
        TestingNode one = join("one");
        TestingNode two = join("two");
        TestingNode three = join("three");

        cluster.advance(Duration.ofSeconds(3));

        assertThat(List.of(one, two, three))
                .allSatisfy(
                        node -> assertThat(node.core().ownedPartitions()).isBetween(PARTITIONS / 6, PARTITIONS / 2));
        assertThat(owned(one, two, three)).isEqualTo(PARTITIONS);
    }

    @Test
    void a_node_that_joins_costs_no_fire_more_than_the_time_between_two_looks() {
        TestingNode one = join("one");
        JOBS.forEach(job -> one.create(job.draft()));
        cluster.advance(Duration.ofSeconds(5));

        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(10));

        assertThat(two.core().ownedPartitions()).isPositive();
        assertThat(largestLateness()).isLessThanOrEqualTo(Duration.ofMillis(20));
        everyFireIsRecordedOnceAndHandedOutOnce();
    }

    @Test
    void a_node_that_leaves_costs_no_fire_more_than_the_time_between_two_looks() {
        TestingNode one = join("one");
        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(3));
        createAll(one, two);
        cluster.advance(Duration.ofSeconds(5));

        two.deliver(new Event.Leaving());
        cluster.advance(Duration.ofSeconds(10));

        assertThat(two.core().ownedPartitions()).isZero();
        assertThat(one.core().ownedPartitions()).isEqualTo(PARTITIONS);
        assertThat(largestLateness()).isLessThanOrEqualTo(Duration.ofMillis(20));
        everyFireIsRecordedOnceAndHandedOutOnce();
    }

    /** It is ready to let go at 9.8, 10.0 and 10.05 s. */
    @ParameterizedTest
    @ValueSource(ints = {1_300, 1_100, 1_050})
    void what_leaves_waits_for_a_moment_at_which_nothing_is_due(int before) {
        TestingNode one = join("one");
        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(3));
        createAll(one, two);
        cluster.advance(Duration.ofMillis(6_700 - before));

        two.deliver(new Event.Leaving());
        cluster.advance(Duration.ofMillis(before + 50));
        int whileAllIsDue = two.core().ownedPartitions();
        cluster.advance(Duration.ofMillis(100));

        assertThat(clock.instant()).isEqualTo(Instant.parse("2027-03-01T00:00:10.150Z"));
        assertThat(whileAllIsDue).isPositive();
        assertThat(two.core().ownedPartitions()).isZero();
    }

    @Test
    void who_leaves_lets_go_as_soon_as_the_others_stand_ready_though_nothing_else_happens_then() {
        join("one");
        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(3));

        two.deliver(new Event.Leaving());
        cluster.advance(Duration.ofMillis(1_050));
        int before = two.core().ownedPartitions();

        assertThat(before).isPositive();
        assertThat(two.wakeUp()).hasValue(clock.instant().plusMillis(50));
    }

    @Test
    void what_leaves_goes_after_a_while_though_something_be_due_all_the_time() {
        TestingNode one = join("one");
        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(3));
        createAll(one, two);
        for (TestingJob job : JOBS) {
            for (int i = 1; i < 50; i++) {
                Instant at = clock.instant().plusMillis(100L * i);
                var asked = new Command.TriggerJob(job.key(), Json.Obj.EMPTY, at, null, null);
                Stream.of(one, two).forEach(node -> node.ask(asked));
            }
        }

        two.deliver(new Event.Leaving());
        cluster.advance(Duration.ofSeconds(2));
        int before = two.core().ownedPartitions();
        cluster.advance(Duration.ofMillis(200));

        assertThat(before).isPositive();
        assertThat(two.core().ownedPartitions()).isZero();
    }

    @Test
    void what_a_dead_node_owned_is_taken_within_the_lease_and_two_seconds() {
        TestingNode one = join("one");
        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(3));
        createAll(one, two);
        cluster.advance(Duration.ofSeconds(5));

        two.crash();
        cluster.advance(Leases.DEFAULT.lease().plusSeconds(2));

        assertThat(one.core().ownedPartitions()).isEqualTo(PARTITIONS);
        cluster.advance(Duration.ofSeconds(10));
        assertThat(largestLateness())
                .isLessThanOrEqualTo(Leases.DEFAULT.lease().plusSeconds(2).plus(Settings.DEFAULT.recoveryGrace()));
        everyFireIsRecordedOnce();
    }

    @Test
    void a_node_that_was_paused_past_its_lease_wakes_up_and_hands_out_nothing_that_is_not_its_own() {
        TestingNode one = join("one");
        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(3));
        createAll(one, two);
        cluster.advance(Duration.ofSeconds(5));

        cluster.pause(two);
        cluster.advance(Duration.ofSeconds(30));
        int before = workers.get(1).received().size();
        two.cutOff(true);
        cluster.goOn(two);
        cluster.advance(Duration.ofMillis(300));

        assertThat(workers.get(1).received()).hasSize(before);
        assertThat(two.notes(Note.LeaseLapsed.class)).hasSize(1);
        two.cutOff(false);
        cluster.advance(Duration.ofSeconds(5));
        assertThat(two.notes(Note.LeaseRegained.class)).hasSize(1);
        assertThat(owned(one, two)).isEqualTo(PARTITIONS);
        cluster.advance(Duration.ofSeconds(10));
        everyFireIsRecordedOnce();
    }

    @Test
    void a_node_that_cannot_renew_its_lease_stops_before_the_others_may_begin() {
        TestingNode one = join("one");
        JOBS.forEach(job -> one.create(job.draft()));
        cluster.advance(Duration.ofSeconds(5));

        one.cutOff(true);
        cluster.advance(Leases.DEFAULT.lease());
        int before = workers.getFirst().received().size();
        cluster.advance(Duration.ofSeconds(5));

        assertThat(workers.getFirst().received()).hasSize(before);
        one.cutOff(false);
        cluster.advance(Duration.ofSeconds(10));
        everyFireIsRecordedOnceAndHandedOutOnce();
    }

    @Test
    void after_an_outage_of_the_store_whoever_is_back_first_takes_nothing_from_the_others() {
        TestingNode one = join("one");
        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(3));
        var before = epochs();

        List.of(one, two).forEach(node -> node.cutOff(true));
        cluster.advance(Duration.ofSeconds(10));
        one.cutOff(false);
        cluster.advance(Duration.ofMillis(500));
        two.cutOff(false);
        cluster.advance(Duration.ofSeconds(10));

        assertThat(epochs()).isEqualTo(before);
        assertThat(owned(one, two)).isEqualTo(PARTITIONS);
    }

    @Test
    void what_a_node_owned_that_died_in_an_outage_of_the_store_is_taken_soon_after_that() {
        TestingNode one = join("one");
        TestingNode two = join("two");
        cluster.advance(Duration.ofSeconds(3));

        one.cutOff(true);
        two.crash();
        cluster.advance(Duration.ofSeconds(10));
        one.cutOff(false);
        cluster.advance(Leases.DEFAULT.renewEvery().plusMillis(500));

        assertThat(owned(one)).isEqualTo(PARTITIONS);
    }

    @Test
    void a_hand_out_that_waited_for_its_commit_past_the_end_of_the_lease_waits_for_the_next() {
        TestingNode one = join("one");
        var job = TestingJob.named("asked").app("other");
        var other = one.worker("other", "other", 1).join();
        one.create(job.draft());
        store.failNext(Fault.DONE_REPLY_LOST);
        one.send(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null));

        cluster.pause(one);
        cluster.advance(Leases.DEFAULT.lease());
        one.cutOff(true);
        cluster.goOn(one);
        var before = other.received();
        one.cutOff(false);
        cluster.advance(Duration.ofSeconds(3));

        assertThat(before).isEmpty();
        assertThat(other.received()).hasSize(1);
    }

    @Test
    void of_two_nodes_that_want_the_same_partition_one_gets_it() {
        var wanted = new TreeSet<>(List.of(new Partition(0), new Partition(1)));
        var seen = store.epochs(wanted);

        var first = store.takeOver(new NodeId("one"), seen);
        var second = store.takeOver(new NodeId("two"), seen);

        assertThat(first).hasSize(2);
        assertThat(second).isEmpty();
    }

    @Test
    void a_run_that_a_worker_holds_stays_with_it_when_its_partition_is_handed_over() {
        TestingNode one = join("one");
        JOBS.forEach(job -> one.create(job.draft()));
        TestingNode two = new TestingNode(store, clock, new NodeId("two"), PARTITIONS, Settings.DEFAULT);
        cluster.add(two);
        cluster.advance(Duration.ofMillis(1_500));
        var slow = one.worker("slow", "other", 100).join();
        var job = TestingJob.named("slow").app("other").attempts(5, Duration.ZERO);
        one.create(job.draft());
        var run = one.trigger(job.key());
        slow.begin(run.id());

        one.deliver(new Event.Leaving());
        cluster.advance(Duration.ofSeconds(3));
        two.join(Leases.DEFAULT);
        slow.moveTo(two);
        cluster.advance(Duration.ofSeconds(5));
        slow.succeed(run.id());

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(slow.received()).hasSize(1);
    }

    @Test
    void a_worker_that_leaves_while_nothing_may_be_handed_out_takes_its_slot_along() {
        TestingNode one = join("one");
        var job = TestingJob.named("asked").app("other");
        var first = one.worker("first", "other", 1).join();
        var second = one.worker("second", "other", 1).join();
        one.create(job.draft());
        one.trigger(job.key());
        var free = first.holding().isEmpty() ? first : second;
        one.cutOff(true);
        cluster.advance(Leases.DEFAULT.lease());

        var waits = one.trigger(job.key());
        free.leave();
        one.cutOff(false);
        cluster.advance(Duration.ofSeconds(3));

        assertThat(store.run(waits.id()).state().status()).isIn(RunStatus.PENDING, RunStatus.SCHEDULED);
        assertThat(free.received()).isEmpty();
    }

    private TestingNode join(String name) {
        var node = cluster.add(new TestingNode(store, clock, new NodeId(name), PARTITIONS, Settings.DEFAULT));
        node.join(Leases.DEFAULT).declare("dev");
        workers.add(node.worker("worker-of-" + name, "dev", 1_000).eager().join());
        return node;
    }

    private SortedMap<Partition, Epoch> epochs() {
        return store.epochs(new TreeSet<>(
                IntStream.range(0, PARTITIONS).mapToObj(Partition::new).toList()));
    }

    private void createAll(TestingNode... nodes) {
        for (TestingJob job : JOBS) {
            for (TestingNode node : nodes) {
                node.ask(new Command.CreateJob(job.draft()));
            }
        }
        assertThat(JOBS).allMatch(job -> store.catalog().job(job.key()).isPresent());
    }

    private static int owned(TestingNode... nodes) {
        return Stream.of(nodes).mapToInt(node -> node.core().ownedPartitions()).sum();
    }

    private Duration largestLateness() {
        return workers.stream()
                .flatMap(worker -> worker.received().stream())
                .map(each -> Duration.between(each.assign().run().dueAt(), each.at()))
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private void everyFireIsRecordedOnceAndHandedOutOnce() {
        everyFireIsRecordedOnce();
        assertThat(workers.stream()
                        .flatMap(worker -> worker.received().stream())
                        .map(TestingWorker.Received::run))
                .doesNotHaveDuplicates();
    }

    private void everyFireIsRecordedOnce() {
        Instant now = clock.instant();
        for (TestingJob job : JOBS) {
            var created =
                    store.catalog().job(job.key()).map(each -> each.createdAt()).orElse(null);
            assertThat(Fires.recorded(store, job.key(), now))
                    .containsExactlyElementsOf(Fires.expected(Objects.requireNonNull(created), now, _ -> true));
        }
    }
}
