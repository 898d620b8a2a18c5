package io.carillon.benchmarks.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The hot path at a steady rate: a batch is committed at each tick, or as soon as the one before it is done. */
final class SteadyCycles implements AutoCloseable {

    private static final int TICKS_IN_SECOND = 20;
    private static final long TICK = Duration.ofSeconds(1).toNanos() / TICKS_IN_SECOND;

    private final Cycles cycles;
    private final int firesInTick;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Timings commits = new Timings();
    private final Future<?> work;
    private final long start = System.nanoTime();

    private SteadyCycles(Cycles cycles, int firesInSecond) {
        this.cycles = cycles;
        this.firesInTick = firesInSecond / TICKS_IN_SECOND;
        this.work = executor.submit(this::work);
    }

    static SteadyCycles start(Cycles cycles, int firesInSecond) {
        return new SteadyCycles(cycles, firesInSecond);
    }

    private Void work() throws InterruptedException {
        long next = System.nanoTime();
        do {
            commits.time(() -> cycles.cycle(firesInTick));
            next = Math.max(next + TICK, System.nanoTime());
        } while (!ended.await(next - System.nanoTime(), TimeUnit.NANOSECONDS));
        return null;
    }

    /** Ends, and tells how it went. */
    String end() throws Exception {
        ended.countDown();
        work.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        return "%,.0f cycles/s in commits of %d, %s"
                .formatted(commits.count() * firesInTick / seconds, firesInTick, commits);
    }

    @Override
    public void close() {
        ended.countDown();
        executor.close();
    }
}
