package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.Routing;
import org.junit.jupiter.api.Test;

/** What routers remember has an end. */
class JobMemoryTest {

    private final Pool pool = Pool.of(3);

    @Test
    void the_job_that_was_handed_out_longest_ago_is_forgotten_first() {
        var memory = new JobMemory<String>(2);
        memory.put(runOf(0), "zero");
        memory.put(runOf(1), "one");
        String used = memory.of(runOf(0));

        memory.put(runOf(2), "two");

        assertThat(used).isEqualTo("zero");
        assertThat(memory.size()).isEqualTo(2);
        assertThat(memory.of(runOf(0))).isEqualTo("zero");
        assertThat(memory.of(runOf(1))).isNull();
    }

    @Test
    void workers_that_have_left_are_forgotten_when_they_outnumber_the_others() {
        var tally = new Tally();
        var job = Pool.job(0, Routing.DEFAULT);
        for (int i = 0; i < 1_000; i++) {
            WorkerEntry passing = pool.join("passing-" + i);
            tally.put(pool.lane(job), passing, i);
            pool.leave("passing-" + i);
        }

        assertThat(tally.size()).isLessThan(20);
    }

    private LiveRun runOf(int job) {
        return pool.run(Pool.job(job, Routing.DEFAULT));
    }
}
