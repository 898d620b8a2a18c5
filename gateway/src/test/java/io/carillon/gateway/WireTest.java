package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Effect;
import io.carillon.engine.SessionId;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.protocol.v1.Assignment;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an assignment tells a worker. */
class WireTest {

    @Test
    void without_a_deadline_a_worker_hears_of_the_time_out_of_the_attempt() {
        assertThat(millis(Duration.ofSeconds(30), null)).isEqualTo(30_000);
        assertThat(millis(null, null)).isZero();
    }

    @Test
    void a_worker_hears_of_the_deadline_where_that_is_nearer() {
        assertThat(millis(Duration.ofSeconds(30), Duration.ofSeconds(10))).isEqualTo(10_250);
        assertThat(millis(Duration.ofSeconds(5), Duration.ofSeconds(10))).isEqualTo(5_000);
        assertThat(millis(null, Duration.ofSeconds(10))).isEqualTo(10_250);
    }

    @Test
    void a_worker_hears_which_part_of_a_run_it_has() {
        Effect.Assign usual = Frames.assign(new SessionId(1), new RunId(77));
        Run run = usual.run();
        var shard = new Run(
                run.id(),
                run.jobId(),
                run.job(),
                run.jobVersion(),
                new Cause.Shard(new RunId(70), 3, 16),
                run.scheduledAt(),
                run.dueAt(),
                run.priority(),
                run.params(),
                run.handOuts(),
                run.tries().declined(),
                run.state());

        Assignment whole = Wire.assignment(usual);
        Assignment part = Wire.assignment(new Effect.Assign(usual.session(), shard, usual.spec(), usual.attempt()));

        assertThat(List.of(whole.getShardIndex(), whole.getShardTotal())).containsExactly(0, 1);
        assertThat(List.of(part.getShardIndex(), part.getShardTotal())).containsExactly(3, 16);
    }

    /** The run of the frames is handed out a quarter of a second before it is due. */
    private static long millis(@Nullable Duration timeout, @Nullable Duration deadline) {
        Effect.Assign usual = Frames.assign(new SessionId(1), new RunId(77));
        var spec = usual.spec().but().timeout(timeout).deadline(deadline).build();
        return Wire.assignment(new Effect.Assign(usual.session(), usual.run(), spec, usual.attempt()))
                .getTimeoutMillis();
    }
}
