package io.carillon.schedule;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** What a piece of work costs this thread alone: the least of several tries, so that neither a busy machine nor a cold one counts. */
final class ProcessorTime {

    private static final int TRIES = 10;

    private ProcessorTime() {}

    static Duration least(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = threads.getCurrentThreadCpuTime();
            work.run();
            least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
        }
        return Duration.ofNanos(least);
    }
}
