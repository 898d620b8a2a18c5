package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.carillon.model.job.CronDialect;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A million jobs are asked for their next instant again and again: the answer is all that may be allocated. */
class AllocationTest {

    private static final int CALLS = 10_000;
    private static final int BYTES_OF_AN_INSTANT = 24;

    @ParameterizedTest
    @ValueSource(strings = {"*/5 * * * *", "0 0 12 L * ?", "0 0 9 ? * MON#2,FRIL", "0 0 0 29 2 ?"})
    void asking_allocates_nothing_but_the_answer(String expression) {
        var schedule = CronExpression.parse(expression, CronDialect.AUTO).in(ZoneId.of("Asia/Shanghai"), Instant.EPOCH);
        var start = Instant.parse("2027-01-01T00:00:00Z");
        var threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        walk(schedule, start);

        long before = threads.getCurrentThreadAllocatedBytes();
        walk(schedule, start);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThanOrEqualTo((CALLS + 100L) * BYTES_OF_AN_INSTANT);
    }

    private static void walk(Schedule schedule, Instant start) {
        Instant at = start;
        for (int i = 0; i < CALLS; i++) {
            Instant next = schedule.next(at);
            at = next == null ? start : next;
        }
    }
}
