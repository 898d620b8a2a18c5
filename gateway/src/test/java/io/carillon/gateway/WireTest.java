package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Effect;
import io.carillon.engine.SessionId;
import io.carillon.model.RunId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an assignment tells a worker about its time. */
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

    /** The run of the frames is handed out a quarter of a second before it is due. */
    private static long millis(@Nullable Duration timeout, @Nullable Duration deadline) {
        Effect.Assign usual = Frames.assign(new SessionId(1), new RunId(77));
        var spec = usual.spec().but().timeout(timeout).deadline(deadline).build();
        return Wire.assignment(new Effect.Assign(usual.session(), usual.run(), spec, usual.attempt()))
                .getTimeoutMillis();
    }
}
