package io.carillon.benchmarks.embedded;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The one place of the comparison that reads a clock: elapsed time, and the CPU time of the whole process. */
record Stopwatch(long startNanos, long startCpuNanos) {

    static Stopwatch start() {
        return new Stopwatch(System.nanoTime(), 0);
    }

    static Stopwatch startWithCpu() {
        return new Stopwatch(System.nanoTime(), cpu());
    }

    long nanos() {
        return System.nanoTime() - startNanos;
    }

    double micros() {
        return nanos() / 1_000.0;
    }

    double seconds() {
        return nanos() / 1e9;
    }

    long cpuNanos() {
        return cpu() - startCpuNanos;
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
