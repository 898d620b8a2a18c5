package io.carillon.benchmarks.memory;

import com.sun.management.OperatingSystemMXBean;
import io.carillon.engine.Core;
import io.carillon.engine.Event;
import io.carillon.engine.Step;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What a phase takes: of the clock, of the processor, of the collector, and in single steps. */
final class Meter {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final AtomicLong reading = new AtomicLong();
    private final long begin = System.nanoTime();
    private final long processBegin = processTime();
    private final long collectingBegin = collecting();
    private long steps;
    private long stepping;
    private long ticking;
    private long longest;
    private long longestOfProcessor;

    /** Work of the core, measured by the clock and by the processor time of its thread. */
    Step step(Core core, Event event, Instant now) {
        long before = System.nanoTime();
        long processorBefore = THREADS.getCurrentThreadCpuTime();
        Step result = core.step(event, now);
        long took = System.nanoTime() - before;
        long processor = THREADS.getCurrentThreadCpuTime() - processorBefore;
        steps++;
        stepping += processor;
        ticking += event instanceof Event.Tick ? processor : 0;
        longest = Math.max(longest, took);
        longestOfProcessor = Math.max(longestOfProcessor, processor);
        return result;
    }

    /** Work of a reader, measured by the processor time of its thread. */
    <T> T read(Supplier<T> work) {
        long before = THREADS.getCurrentThreadCpuTime();
        try {
            return work.get();
        } finally {
            reading.addAndGet(THREADS.getCurrentThreadCpuTime() - before);
        }
    }

    void say() {
        MillionJobs.say("  by the clock, s", MillionJobs.seconds(System.nanoTime() - begin));
        MillionJobs.say("  processor time of the process, s", MillionJobs.seconds(processTime() - processBegin));
        MillionJobs.say("    of readers and the writer, s", MillionJobs.seconds(reading.get()));
        MillionJobs.say("    of the core in steps, s", MillionJobs.seconds(stepping));
        MillionJobs.say("      of it because time had passed, s", MillionJobs.seconds(ticking));
        MillionJobs.say("  collector, s", "%.2f".formatted((collecting() - collectingBegin) / 1e3));
        MillionJobs.say("  steps", steps);
        MillionJobs.say("  longest step by the clock, ms", MillionJobs.millis(longest));
        MillionJobs.say("  longest step in processor time, ms", MillionJobs.millis(longestOfProcessor));
    }

    /** Processor time in steps. */
    long stepping() {
        return stepping;
    }

    private static long processTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long collecting() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }
}
