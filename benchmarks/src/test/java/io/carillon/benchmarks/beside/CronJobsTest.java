package io.carillon.benchmarks.beside;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CronJobsTest {

    @Test
    void so_many_jobs_fire_as_often_as_is_asked_for() {
        var trial = new Trial(Trial.Kind.RECURRING, 100_000, 30_000, Duration.ZERO);

        int fires = CronJobs.fires(trial);

        assertThat(fires / CronJobs.SECONDS).isBetween(29_900, 30_100);
    }

    @Test
    void jobs_that_are_to_be_idle_do_not_fire() {
        assertThat(CronJobs.fires(new Trial(Trial.Kind.IDLE, 100_000, 0, Duration.ZERO)))
                .isZero();
    }
}
