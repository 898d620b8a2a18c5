package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.client.AttemptView;
import io.carillon.client.RunErrorView;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Carillon promises, whatever a test does to a worker, the node or what is between them. */
class PromisesTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    private final CarillonTest carillon = CarillonTest.startingAt(START);
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void close() {
        carillon.close();
    }

    record Nothing() {}

    /** A handler that takes a minute, and notes when it is done with it. */
    private void importing() {
        carillon.handler("import", Nothing.class, (params, run) -> {
            carillon.sleep(Duration.ofMinutes(1));
            done.add("attempt " + run.attempt().number());
            return "by attempt " + run.attempt().number();
        });
        carillon.job(Jobs.named("import"));
    }

    @Test
    void a_run_whose_worker_dies_is_handed_out_again_with_a_higher_attempt() {
        importing();
        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(30));

        carillon.worker("w1").crash();
        carillon.worker("w1").restart();
        TestRun ended = run.await();

        assertThat(ended.expect(RunStatus.SUCCEEDED).result(String.class)).isEqualTo("by attempt 2");
        assertThat(done).containsExactly("attempt 2");
        assertThat(errors(ended)).containsExactly("WORKER_LOST");
    }

    @Test
    void a_process_that_dies_inside_a_handler_gets_no_further_than_there() {
        carillon.handler("import", Nothing.class, (params, run) -> {
            done.add("charged by attempt " + run.attempt().number());
            try {
                if (run.attempt().number() == 1) {
                    carillon.worker("w1").crash();
                }
            } finally {
                done.add("told by attempt " + run.attempt().number());
            }
            return null;
        });
        carillon.job(Jobs.named("import"));

        TestRun run = carillon.trigger("import");
        boolean up = carillon.worker("w1").isUp();
        carillon.worker("w1").restart();
        run.await().expect(RunStatus.SUCCEEDED);

        assertThat(up).isFalse();
        assertThat(done).containsExactly("charged by attempt 1", "charged by attempt 2", "told by attempt 2");
    }

    @Test
    void a_step_whose_result_was_kept_is_not_done_again_after_the_death_of_its_worker() {
        carillon.handler("order", Nothing.class, (params, run) -> {
            String receipt = run.once("charge", String.class, () -> {
                done.add("charged");
                return "receipt";
            });
            if (run.attempt().number() == 1) {
                carillon.worker("w1").crash();
            }
            return receipt;
        });
        carillon.job(Jobs.named("order"));

        TestRun run = carillon.trigger("order");
        carillon.worker("w1").restart();

        assertThat(run.await().expect(RunStatus.SUCCEEDED).result(String.class)).isEqualTo("receipt");
        assertThat(done).containsExactly("charged");
    }

    @Test
    void every_due_instant_has_one_record_though_the_node_dies_and_comes_back() {
        carillon.handler("tick", Nothing.class, (params, run) -> null);
        carillon.job(
                Jobs.named("tick", "triggers: [{cron: '*/10 * * * * ?'}]", "misfire: {policy: fireAll, max: 100}"));

        carillon.advance(Duration.ofSeconds(95));
        carillon.node().crash();
        carillon.advance(Duration.ofSeconds(200));
        carillon.node().restart();
        carillon.advanceTo(START.plusSeconds(600));

        assertThat(carillon.runs("tick"))
                .allSatisfy(run -> run.expect(RunStatus.SUCCEEDED))
                .extracting(TestRun::scheduledAt)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 60)
                        .mapToObj(number -> START.plusSeconds(number * 10L))
                        .toList());
    }

    @Test
    void a_node_that_starts_again_at_once_waits_for_the_end_of_its_lease() {
        carillon.handler("tick", Nothing.class, (params, run) -> null);
        carillon.job(Jobs.named("tick", "triggers: [{every: 2s}]"));
        carillon.advance(Duration.ofSeconds(10));

        carillon.node().crash();
        carillon.node().restart();
        carillon.advance(Duration.ofSeconds(20));

        assertThat(carillon.history())
                .filteredOn(line -> line.contains("the node takes over"))
                .last()
                .asString()
                .startsWith("2027-01-01T00:00:15Z");
        assertThat(carillon.runs("tick"))
                .extracting(TestRun::scheduledAt)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 15)
                        .mapToObj(number -> START.plusSeconds(number * 2L))
                        .toList());
    }

    @Test
    void a_node_that_dies_takes_no_run_with_it() {
        importing();
        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(30));

        carillon.node().crash();
        carillon.advance(Duration.ofSeconds(10));
        carillon.node().restart();

        assertThat(run.await().expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(1);
        assertThat(done).containsExactly("attempt 1");
    }

    @Test
    void a_result_that_no_node_was_there_to_hear_is_told_when_one_is() {
        importing();
        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(30));

        carillon.node().crash();
        carillon.advance(Duration.ofMinutes(5));
        RunStatus meanwhile = run.now().state();
        carillon.node().restart();

        assertThat(done).containsExactly("attempt 1");
        assertThat(meanwhile.isFinal()).isFalse();
        assertThat(run.await().expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(1);
    }

    @Test
    void a_node_that_has_lost_its_lease_changes_nothing_until_it_has_it_again() {
        importing();
        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(58));

        carillon.node().loseLease();
        carillon.advance(Duration.ofSeconds(3));
        RunStatus whileLost = run.now().state();
        TestRun ended = run.await();

        assertThat(done).containsExactly("attempt 1");
        assertThat(whileLost).isEqualTo(RunStatus.RUNNING);
        assertThat(ended.expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(1);
    }

    @Test
    void whoever_asks_a_node_that_has_lost_its_lease_is_told_so() {
        importing();
        carillon.runs("import");
        carillon.node().loseLease();

        assertThatThrownBy(() -> carillon.trigger("import"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not-owner");
        carillon.advance(Duration.ofSeconds(5));

        assertThat(carillon.runs("import")).isEmpty();
        assertThat(carillon.trigger("import").await().state()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void what_is_delivered_twice_happens_once() {
        importing();
        carillon.deliverTwice(true);

        TestRun run = carillon.trigger("import").await();

        assertThat(run.expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(1);
        assertThat(done).containsExactly("attempt 1");
        assertThat(carillon.history())
                .filteredOn(line -> line.contains("is given"))
                .hasSize(2);
    }

    @Test
    void what_a_worker_does_that_stood_still_for_too_long_counts_no_more() {
        importing();
        TestWorker first = carillon.worker("w1");
        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(30));

        first.pause(Duration.ofMinutes(3));
        carillon.addWorker("w2", "shop");
        TestRun ended = run.await();
        carillon.advance(Duration.ofMinutes(5));

        assertThat(ended.expect(RunStatus.SUCCEEDED).worker()).isEqualTo("w2");
        assertThat(errors(ended)).containsExactly("WORKER_LOST");
        assertThat(carillon.history())
                .anyMatch(line -> line.startsWith("2027-01-01T00:00:4") && line.contains("w2 is given attempt 2"));
        assertThat(done).containsExactly("attempt 2", "attempt 1");
        assertThat(run.now().result(String.class)).isEqualTo("by attempt 2");
    }

    @Test
    void a_result_that_comes_after_its_run_was_handed_out_again_changes_nothing() {
        importing();
        carillon.addWorker("w1", "shop", worker -> worker.slots(1));
        carillon.addWorker("w2", "shop", worker -> worker.slots(1));
        TestRun run = carillon.trigger("import");
        String first = Objects.requireNonNull(run.worker());
        carillon.advance(Duration.ofSeconds(30));

        carillon.worker(first).disconnect(Duration.ofSeconds(50));
        TestRun ended = run.await();
        carillon.advance(Duration.ofMinutes(2));

        assertThat(ended.expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(2);
        assertThat(ended.worker()).isNotEqualTo(first);
        assertThat(done).containsExactly("attempt 1", "attempt 2");
        assertThat(run.now().result(String.class)).isEqualTo("by attempt 2");
        assertThat(carillon.history()).anyMatch(line -> line.contains("nobody wants the result of attempt 1"));
    }

    @Test
    void a_short_cut_costs_nothing() {
        importing();
        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(30));

        carillon.worker("w1").disconnect(Duration.ofSeconds(2));

        assertThat(run.await().expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(1);
        assertThat(done).containsExactly("attempt 1");
    }

    @Test
    void a_result_that_is_late_counts_no_more_once_its_attempt_was_given_up() {
        carillon.handler(
                "import",
                Nothing.class,
                (params, run) -> "by attempt " + run.attempt().number());
        carillon.job(Jobs.named("import", "timeout: 5s", "retry: {maxAttempts: 2, initial: 1s}"));
        carillon.worker("w1").delayResults(Duration.ofSeconds(40));

        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(10));
        carillon.worker("w1").delayResults(Duration.ZERO);
        TestRun ended = run.await();
        carillon.advance(Duration.ofMinutes(2));

        assertThat(errors(ended)).containsExactly("TIMED_OUT");
        assertThat(carillon.history()).anyMatch(line -> line.contains("nobody wants the result of attempt 1"));
        assertThat(run.now().expect(ended.state()).finishedAt()).isEqualTo(ended.finishedAt());
    }

    @Test
    void a_worker_that_leaves_finishes_what_it_has() {
        importing();
        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(30));

        carillon.worker("w1").leave(Duration.ofMinutes(5));
        TestRun ended = run.await();
        carillon.advance(Duration.ofSeconds(5));

        assertThat(ended.expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(1);
        assertThat(carillon.worker("w1").isUp()).isFalse();
    }

    @Test
    void what_is_down_can_do_nothing_and_says_so() {
        importing();
        carillon.worker("w1").crash();
        carillon.node().crash();

        assertThatThrownBy(() -> carillon.worker("w1").crash()).hasMessage("w1 is down");
        assertThatThrownBy(() -> carillon.node().crash()).hasMessage("the node is down");
        assertThatThrownBy(() -> carillon.trigger("import")).hasMessageContaining("the node is down");
        assertThatThrownBy(() -> carillon.worker("w7")).hasMessageContaining("there are [w1]");
        carillon.node().restart();
        assertThatThrownBy(() -> carillon.node().restart()).hasMessageContaining("the node is up");
    }

    private static List<String> errors(TestRun run) {
        return run.failures().stream()
                .map(AttemptView::error)
                .filter(Objects::nonNull)
                .map(RunErrorView::code)
                .toList();
    }
}
