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
import io.carillon.model.job.Job;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs that memory has are recorded together and leave their plan one by one. The store refuses whatever does not fit together. */
class PlansTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Partition ONLY = new Partition(0);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node =
            new TestingNode(store, clock, 1, Settings.DEFAULT).start().declare("dev");
    private final TestingWorker worker = node.worker("w1", "dev", 10).eager().join();
    private final TestingJob one = TestingJob.named("one").every(Duration.ofSeconds(1));
    private final TestingJob two = TestingJob.named("two").every(Duration.ofSeconds(1));

    @Test
    void what_is_recorded_in_one_batch_stands_in_one_plan() {
        node.create(one.draft());
        node.create(two.draft());
        node.advance(Duration.ofSeconds(10));

        for (CommitBatch batch : store.batches()) {
            assertThat(plans(batch)).hasSizeLessThan(2);
        }
        assertThat(store.batches())
                .anySatisfy(batch -> assertThat(batch.writes().stream()
                                .filter(write -> write instanceof Write.InsertRun insert && insert.plan() != null))
                        .hasSizeGreaterThan(1));
    }

    @Test
    void a_plan_goes_with_the_last_run_that_leaves_it() {
        node.create(one.draft());
        node.advance(Duration.ofSeconds(10));
        node.pause(one.key());
        node.advance(Duration.ofSeconds(10));

        assertThat(worker.received()).hasSize(10);
        assertThat(dropped()).containsExactlyInAnyOrderElementsOf(planned());
    }

    @Test
    void a_run_that_only_ends_is_written_twice() {
        node.create(one.draft());
        node.advance(Duration.ofSeconds(10));

        RunId first = planned().getFirst();
        assertThat(writes())
                .filteredOn(write -> write instanceof Write.UpdateRun update
                        && update.run().id().equals(first))
                .singleElement()
                .extracting(write -> ((Write.UpdateRun) write).leaving())
                .isEqualTo(first);
    }

    @Test
    void an_edit_takes_back_what_stands_in_plans_and_leaves_the_runs_of_others_alone() {
        node.create(one.draft());
        node.create(two.draft());
        node.advance(Duration.ofSeconds(5));

        node.replace(TestingJob.named("one").every(Duration.ofSeconds(2)).draft());
        node.advance(Duration.ofSeconds(10));
        node.delete(two.key());
        node.advance(Duration.ofSeconds(4));

        assertThat(Fires.succeeded(store, two.key()))
                .isEqualTo(Fires.expected(START, START.plusSeconds(15), _ -> true));
        assertThat(Fires.succeeded(store, one.key()))
                .containsAll(Fires.expected(START, START.plusSeconds(5), _ -> true))
                .doesNotHaveDuplicates()
                .hasSize(5 + 7);
    }

    /** Such a write divides its batch: what stands in one plan on both sides of it would be two rows with one id. */
    @Test
    void no_plan_goes_on_behind_a_write_of_its_batch_that_searches_in_another_partition() {
        node.crash();
        var wide = new TestingNode(store, clock, new NodeId("node-2"), 16, Settings.DEFAULT)
                .start()
                .declare("dev");
        Job paused = wide.create(
                TestingJob.named("paused").every(Duration.ofSeconds(1)).draft());
        Job other = wide.create(
                TestingJob.named("other").every(Duration.ofSeconds(1)).draft());
        assertThat(paused.id().partition()).isNotEqualTo(other.id().partition());

        wide.holdCommits();
        wide.advance(Duration.ofSeconds(2));
        wide.send(new Command.PauseJob(paused.key()));
        wide.advance(Duration.ofSeconds(2));
        wide.releaseCommits();
        wide.advance(Duration.ofSeconds(6));

        assertThat(Fires.recorded(store, other.key(), clock.instant()))
                .isEqualTo(Fires.expected(START, clock.instant(), _ -> true));
    }

    @Test
    void the_next_owner_goes_on_with_what_was_left_in_plans() {
        node.create(one.draft());
        node.advance(Duration.ofSeconds(5));
        node.crash();

        var next = new TestingNode(store, clock, new NodeId("node-2"), 1, Settings.DEFAULT);
        next.startOwning(ONLY);
        next.worker("w2", "dev", 10).eager().join();
        next.advance(Duration.ofSeconds(30));

        assertThat(Fires.recorded(store, one.key(), clock.instant()))
                .isEqualTo(Fires.expected(START, clock.instant(), _ -> true));
        assertThat(Fires.succeeded(store, one.key())).hasSize(35);
    }

    @Test
    void who_leaves_leaves_nothing_in_plans() {
        node.create(one.draft());
        node.advance(Duration.ofSeconds(5));
        node.deliver(new Event.Leaving());

        assertThat(dropped()).isNotEmpty().containsExactlyInAnyOrderElementsOf(planned());
    }

    @Test
    void where_very_much_stands_in_plans_it_stays_there() {
        node.create(one.draft());
        for (int i = 0; i < 2_100; i++) {
            node.trigger(one.key(), START.plusSeconds(10));
        }
        node.deliver(new Event.Leaving());

        assertThat(planned()).isNotEmpty();
        assertThat(dropped()).isEmpty();
    }

    @Test
    void what_memory_has_no_room_for_stands_in_no_plan() {
        TestingNode small = new TestingNode(store, clock, 1, BacklogTest.withMemory(8));
        node.crash();
        small.startOwning(ONLY);
        small.create(one.draft());
        for (int i = 0; i < 50; i++) {
            small.trigger(one.key());
        }

        assertThat(small.core().liveRuns()).isLessThanOrEqualTo(8);
        assertThat(writes())
                .filteredOn(write -> write instanceof Write.InsertRun insert && insert.plan() == null)
                .hasSizeGreaterThanOrEqualTo(42);
    }

    @Test
    void a_run_with_long_params_has_a_place_of_its_own() {
        node.create(one.draft());
        var params = Json.object().put("text", "x".repeat(1_000)).build();
        node.ask(new Command.TriggerJob(one.key(), params, null, null, null));
        node.trigger(one.key());

        assertThat(writes())
                .filteredOn(write ->
                        write instanceof Write.InsertRun insert && insert.run().cause() instanceof Cause.Requested)
                .extracting(write -> ((Write.InsertRun) write).plan() == null)
                .containsExactly(true, false);
    }

    private Stream<Write> stream() {
        return store.batches().stream().flatMap(batch -> batch.writes().stream());
    }

    private List<Write> writes() {
        return stream().toList();
    }

    private static Set<RunId> plans(CommitBatch batch) {
        var plans = new TreeSet<RunId>();
        for (Write write : batch.writes()) {
            if (write instanceof Write.InsertRun insert && insert.plan() != null) {
                plans.add(insert.plan());
            }
        }
        return plans;
    }

    private List<RunId> planned() {
        return store.batches().stream().flatMap(batch -> plans(batch).stream()).toList();
    }

    private List<RunId> dropped() {
        return stream()
                .filter(Write.DropPlan.class::isInstance)
                .map(write -> ((Write.DropPlan) write).plan())
                .toList();
    }
}
