package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.job.Priority;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is less urgent gets on while more urgent work never comes to an end. */
class StarvationTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final int MEMORY = 200;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = new TestingNode(store, clock, 1, BacklogTest.withMemory(MEMORY))
            .start()
            .declare("dev");

    @ParameterizedTest(name = "priority {0} while memory is full of {1}")
    @CsvSource({"2, 9", "2, 5", "5, 9"})
    void a_backlog_of_more_urgent_runs_that_nobody_takes_keeps_no_others_from_their_workers(int priority, int stuck) {
        floodWith(stuck);
        var job = saved("calm", priority);
        for (int i = 0; i < 100; i++) {
            node.trigger(job.key());
        }

        var worker = node.worker("w1", "dev", 1).eager().join();
        node.advance(Duration.ofSeconds(30));

        assertThat(worker.received()).hasSize(100);
        assertThat(node.core().liveRuns()).isGreaterThan(MEMORY / 2).isLessThanOrEqualTo(MEMORY);
    }

    @Test
    void a_less_urgent_run_of_the_app_whose_urgent_backlog_fills_memory_gets_in_too() {
        floodWith(9);
        var calm = TestingJob.named("calm").app("app0").priority(2);
        node.create(calm.draft());
        var run = node.trigger(calm.key());

        var worker = node.worker("w1", "app0", 1).capable("noop").join();
        serve(worker, 20);
        node.advance(Duration.ofSeconds(1));

        assertThat(worker.received()).extracting(TestingWorker.Received::run).contains(run.id());
    }

    @ParameterizedTest(name = "priority {0}")
    @ValueSource(ints = {3, 6})
    void of_twenty_hand_outs_one_is_of_a_less_urgent_band(int priority) {
        var urgent = saved("urgent", 9);
        var calm = saved("calm", priority);
        for (int i = 0; i < 15; i++) {
            node.trigger(calm.key());
            node.trigger(urgent.key());
        }
        var worker = node.worker("w1", "dev", 1).join();

        for (int i = 0; i < 99; i++) {
            node.trigger(urgent.key());
            serve(worker, 1);
        }

        assertThat(levels(worker))
                .hasSize(100)
                .filteredOn(level -> level == priority)
                .hasSize(5);
        assertThat(levels(worker).subList(0, 19)).containsOnly(9);
        assertThat(levels(worker).get(19)).isEqualTo(priority);
    }

    @Test
    void within_a_band_the_more_urgent_always_goes_first() {
        var urgent = saved("urgent", 7);
        var calm = saved("calm", 4);
        node.trigger(calm.key());
        for (int i = 0; i < 30; i++) {
            node.trigger(urgent.key());
        }
        var worker = node.worker("w1", "dev", 1).join();

        serve(worker, 30);

        assertThat(levels(worker).subList(0, 30)).containsOnly(7);
        assertThat(levels(worker).getLast()).isEqualTo(4);
    }

    @Test
    void who_has_nothing_waiting_saves_up_no_turns() {
        var urgent = saved("urgent", 9);
        for (int i = 0; i < 60; i++) {
            node.trigger(urgent.key());
        }
        var worker = node.worker("w1", "dev", 1).join();
        serve(worker, 30);

        node.trigger(saved("calm", 2).key());
        serve(worker, 25);

        assertThat(levels(worker).subList(0, 50)).containsOnly(9);
        assertThat(levels(worker).get(50)).isEqualTo(2);
    }

    @Test
    void places_that_are_kept_for_others_make_memory_no_larger() {
        floodWith(9);
        floodWith(5);
        floodWith(2);

        assertThat(node.core().liveRuns()).isLessThanOrEqualTo(MEMORY);
        for (Band band : Band.values()) {
            assertThat(node.core().runs())
                    .filteredOn(run -> Band.of(run.run().priority()) == band)
                    .hasSizeGreaterThanOrEqualTo(MEMORY / 25);
        }
        assertThat(store.runs()).noneMatch(run -> run.state() instanceof RunState.Final);
    }

    /** Many tenants with apps without workers, so that no share but memory itself is what is used up. */
    private void floodWith(int priority) {
        IntStream.range(0, 40).forEach(i -> {
            node.declare("app" + i);
            for (int j = 0; j < 20; j++) {
                var job = TestingJob.named("n" + i, "flood-" + priority + "-" + j)
                        .app("app" + i)
                        .priority(priority);
                node.create(job.draft());
                node.trigger(job.key());
            }
        });
    }

    private TestingJob saved(String name, int priority) {
        var each = TestingJob.named(name).priority(priority);
        node.create(each.draft());
        return each;
    }

    private static void serve(TestingWorker worker, int runs) {
        for (int i = 0; i < runs; i++) {
            worker.succeed(worker.only());
        }
    }

    private static List<Integer> levels(TestingWorker worker) {
        return worker.received().stream()
                .map(each -> each.assign().run().priority())
                .map(Priority::level)
                .toList();
    }
}
