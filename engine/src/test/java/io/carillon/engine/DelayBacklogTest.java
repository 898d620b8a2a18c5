package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fixed delay whose run is due and waits in the store, where nobody in memory sees it. */
class DelayBacklogTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = new TestingNode(store, clock, 1, BacklogTest.withMemory(200))
            .start()
            .declare("dev");
    private final TestingJob paced = TestingJob.named("paced").delay(PAUSE);

    @ParameterizedTest(name = "memory is full for {0} s more")
    @ValueSource(ints = {0, 30, 90, 300})
    void one_that_is_paused_and_resumed_does_not_go_on_twice(int seconds) {
        node.create(paced.draft());
        fillMemory();
        node.advance(PAUSE.multipliedBy(2));
        boolean inMemory =
                node.core().runs().stream().anyMatch(run -> run.run().job().equals(paced.key()));

        node.pause(paced.key());
        node.resume(paced.key());
        node.advance(Duration.ofSeconds(seconds));
        var worker = node.worker("w1", "dev", 10).eager().join();
        emptyMemory();
        node.advance(Duration.ofMinutes(2));
        int settled = worker.received().size();
        node.advance(Duration.ofMinutes(10));

        assertThat(inMemory).isFalse();
        assertThat(alive()).hasSize(1);
        assertThat(gaps(worker.received().subList(settled - 1, worker.received().size())))
                .isNotEmpty()
                .allMatch(gap -> gap.compareTo(PAUSE) >= 0);
    }

    @Test
    void one_whose_run_is_ahead_goes_on_once_after_it_was_resumed() {
        node.create(paced.draft());
        var worker = node.worker("w1", "dev", 10).eager().join();
        node.advance(Duration.ofSeconds(30));

        node.pause(paced.key());
        node.resume(paced.key());
        node.advance(Duration.ofMinutes(10));

        assertThat(alive()).hasSize(1);
        assertThat(gaps(worker.received())).isNotEmpty().allMatch(gap -> gap.compareTo(PAUSE) >= 0);
    }

    private List<Run> alive() {
        return Fires.ofJob(store, paced.key()).stream()
                .filter(run -> !(run.state() instanceof RunState.Final))
                .toList();
    }

    private static List<Duration> gaps(List<TestingWorker.Received> received) {
        return IntStream.range(1, received.size())
                .mapToObj(i -> Duration.between(
                        received.get(i - 1).at(), received.get(i).at()))
                .toList();
    }

    private void fillMemory() {
        for (int i = 0; i < 40; i++) {
            node.declare("app" + i);
            for (int j = 0; j < 20; j++) {
                var stuck = TestingJob.named("n" + i, "stuck-" + j).app("app" + i);
                node.create(stuck.draft());
                node.trigger(stuck.key());
            }
        }
    }

    private void emptyMemory() {
        for (int i = 0; i < 40; i++) {
            node.worker("of-" + i, "app" + i, 50).eager().join();
        }
    }
}
