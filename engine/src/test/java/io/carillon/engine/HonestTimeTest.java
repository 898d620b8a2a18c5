package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two owners, one after the other, of whom the first had a time that is still to come for the second: the store's clock was put back. */
class HonestTimeTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration AHEAD = Duration.ofMillis(400);

    private final TestingClock shared = new TestingClock(START);
    private final TestingClock ahead = new TestingClock(START.plus(AHEAD));
    private final TestingStore store = new TestingStore(shared);
    private final TestingNode former = node("former", ahead).start().declare("dev");
    private final TestingNode next = node("next", shared);
    private final TestingWorker worker = former.worker("w1", "dev", 10).join();
    private final TestingJob job = TestingJob.named("busy").cron("*/10 * * * * ?");

    @Test
    void a_new_owner_is_never_behind_what_a_former_one_has_committed() {
        ahead.turn(Duration.ofHours(1));
        Job made = former.create(job.draft());
        former.crash();

        next.start();
        Job edited = next.replace(job.draft());

        assertThat(edited.activeFrom()).isAfterOrEqualTo(made.activeFrom());
    }

    @Test
    void a_new_owner_is_never_behind_what_was_committed_before_the_former_one_came() {
        ahead.turn(Duration.ofHours(1));
        Job made = former.create(job.draft());
        former.crash();
        node("short-lived", shared).start().crash();

        next.start();

        assertThat(next.replace(job.draft()).activeFrom()).isAfterOrEqualTo(made.activeFrom());
    }

    @Test
    void a_fire_that_a_former_owner_handed_out_is_not_recorded_anew_by_an_edit() {
        former.create(job.draft());
        takeOverWhenHandedOut();
        worker.moveTo(next);

        next.replace(job.draft());
        next.advance(Duration.ofSeconds(5));

        assertThat(at(10)).hasSize(1);
    }

    @Test
    void a_fire_that_a_former_owner_may_have_handed_out_is_asked_for_when_it_is_due() {
        former.create(job.draft());
        takeOverWhenHandedOut();
        var other = next.worker("w2", "dev", 10).join();

        next.advance(AHEAD.plusMillis(500));
        worker.moveTo(next);
        next.advance(Duration.ofSeconds(5));
        worker.succeed(worker.only());

        assertThat(other.received()).isEmpty();
        assertThat(at(10))
                .singleElement()
                .satisfies(run -> assertThat(run.state()).isInstanceOf(RunState.Succeeded.class));
    }

    @Test
    void a_result_of_a_fire_that_is_still_to_come_counts() {
        former.create(job.draft());
        takeOverWhenHandedOut();

        worker.moveTo(next);
        worker.succeed(worker.only());

        assertThat(at(10))
                .singleElement()
                .satisfies(run -> assertThat(run.state()).isInstanceOf(RunState.Succeeded.class));
    }

    @Test
    void a_fire_that_is_due_soon_after_a_take_over_ends_with_its_definition_all_the_same() {
        former.create(job.draft());
        takeOverWhenHandedOut();

        next.pause(job.key());
        next.advance(Duration.ofSeconds(5));

        assertThat(at(10)).isEmpty();
    }

    /** By its own clock the fire is due; by the shared one it is still to come. Nothing says that it was handed out. */
    private void takeOverWhenHandedOut() {
        former.advance(Duration.between(ahead.instant(), START.plusSeconds(10)));
        assertThat(worker.holding()).hasSize(1);
        former.crash();
        shared.set(START.plusSeconds(10).minus(AHEAD));
        next.start();
    }

    private List<Run> at(int second) {
        return Fires.ofJob(store, job.key()).stream()
                .filter(run -> run.scheduledAt().equals(START.plusSeconds(second)))
                .toList();
    }

    private TestingNode node(String name, TestingClock clock) {
        return new TestingNode(store, clock, new NodeId(name), 1, Settings.DEFAULT);
    }
}
