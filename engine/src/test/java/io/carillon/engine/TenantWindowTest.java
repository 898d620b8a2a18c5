package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.AppName;
import io.carillon.model.Namespace;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An app with more runs than its share of memory, of which no job has many. */
class TenantWindowTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final int MEMORY = 200;
    private static final int JOBS = 400;
    private static final Namespace NAMESPACE = TestingJob.named("any").key().namespace();

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = new TestingNode(store, clock, 1, BacklogTest.withMemory(MEMORY))
            .start()
            .declare("dev");
    private final List<RunWindow> reads = new ArrayList<>();

    @Test
    void it_is_the_app_that_is_parked_and_not_each_of_its_jobs() {
        crowd("dev");

        assertThat(node.core().parkedJobs()).isZero();
        assertThat(node.core().parkedApps()).isOne();
        assertThat(node.notes(Note.AppParked.class))
                .containsExactly(new Note.AppParked(NAMESPACE, new AppName("dev"), Band.NORMAL));
        assertThat(node.core().liveRuns()).isLessThan(MEMORY);
    }

    @Test
    void its_runs_are_read_together_and_done_in_the_order_in_which_they_are_due() {
        List<RunId> due = crowd("dev");
        listen();

        var worker = node.worker("w1", "dev", 1).eager().join();
        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).extracting(TestingWorker.Received::run).containsExactlyElementsOf(due);
        assertThat(reads).hasSizeLessThan(JOBS / 10);
        assertThat(node.core().parkedApps()).isZero();
        assertThat(node.notes(Note.AppUnparked.class)).hasSize(1);
    }

    @Test
    void other_apps_go_on_beside_it() {
        crowd("dev");
        node.declare("other");
        var free = TestingJob.named("free").app("other");
        node.create(free.draft());
        var worker = node.worker("w1", "other", 1).join();

        var run = node.trigger(free.key());

        assertThat(worker.only()).isEqualTo(run.id());
    }

    @Test
    void what_is_recorded_behind_its_backlog_waits_for_its_turn() {
        List<RunId> due = crowd("dev");
        node.advance(Duration.ofMillis(1));
        var last = TestingJob.named("last");
        node.create(last.draft());
        due.add(node.trigger(last.key()).id());

        var worker = node.worker("w1", "dev", 1).eager().join();
        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).extracting(TestingWorker.Received::run).containsExactlyElementsOf(due);
    }

    @Test
    void a_job_that_changes_its_app_leaves_what_it_had_to_the_former_one() {
        node.declare("other");
        crowd("dev");
        for (int i = 0; i < JOBS; i++) {
            var moved = jobOf(i, "other");
            node.replace(moved.draft());
            node.trigger(moved.key());
        }

        var former = node.worker("w1", "dev", 5).eager().join();
        var present = node.worker("w2", "other", 5).eager().join();
        node.advance(Duration.ofMinutes(1));

        assertThat(former.received()).hasSize(JOBS);
        assertThat(present.received()).hasSize(JOBS);
        assertAllDone();
    }

    @Test
    void one_of_its_jobs_that_has_more_than_its_own_share_is_parked_beside_it() {
        crowd("dev");
        var many = TestingJob.named("many");
        node.create(many.draft());
        for (int i = 0; i < JOBS; i++) {
            node.trigger(many.key());
        }

        var worker = node.worker("w1", "dev", 1).eager().join();
        node.advance(Duration.ofMinutes(1));

        assertThat(node.notes(Note.JobParked.class)).containsExactly(new Note.JobParked(many.key(), Band.NORMAL));
        assertThat(worker.received()).hasSize(2 * JOBS);
        assertThat(node.core().parkedJobs()).isZero();
        assertAllDone();
    }

    @Test
    void a_take_over_reads_everybody_together_again() {
        var home = new Partition(0);
        var one = new TestingNode(store, clock, new NodeId("one"), 2, BacklogTest.withMemory(MEMORY));
        one.startOwning(home).declare("dev");
        for (int i = 0; i < 2 * JOBS; i++) {
            var each = jobOf(i, "dev");
            if (Partition.of(each.key(), 2).equals(home)) {
                one.create(each.draft());
                one.trigger(each.key());
            }
        }
        int parked = one.core().parkedApps();

        one.takeOver(new TreeSet<>(List.of(new Partition(1))));
        one.worker("w1", "dev", 5).eager().join();
        one.advance(Duration.ofMinutes(1));

        assertThat(parked).isOne();
        assertThat(one.notes(Note.AppParked.class)).hasSize(2);
        assertThat(one.notes(Note.AppUnparked.class)).hasSize(2);
        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    /** One run each of many jobs. */
    private List<RunId> crowd(String app) {
        var due = new ArrayList<RunId>();
        for (int i = 0; i < JOBS; i++) {
            var each = jobOf(i, app);
            node.create(each.draft());
            due.add(node.trigger(each.key()).id());
            node.advance(Duration.ofMillis(1));
        }
        return due;
    }

    private static TestingJob jobOf(int number, String app) {
        return TestingJob.named("small-" + number).app(app);
    }

    private void listen() {
        node.tell(effects -> effects.forEach(effect -> {
            if (effect instanceof Effect.Load load) {
                reads.add(load.window());
            }
        }));
    }

    private void assertAllDone() {
        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
        assertThat(node.core().parkedApps()).isZero();
        assertThat(node.core().liveRuns()).isZero();
    }
}
