package io.carillon.benchmarks.beside;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Registers runs in batches, several at once: while a peer waits for the database in one thread, it goes on in another. */
final class Feeder {

    /** As many batches are under way at once, and as many connections are busy with them. */
    static final int THREADS = 4;

    private final int maxBatch;
    private final Batch batch;

    /** @param maxBatch how many runs a batch has at most */
    Feeder(int maxBatch, Batch batch) {
        this.maxBatch = maxBatch;
        this.batch = batch;
    }

    /** Returns when all are registered, and fails if one of the batches failed. */
    void feed(List<Instant> due) throws InterruptedException {
        carryOut(tasks(due), THREADS);
    }

    /** Returns when all are done, and fails if one of them failed. */
    static void carryOut(List<Callable<Integer>> tasks, int threads) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<Integer> done : pool.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("something was not registered", failure.getCause());
        }
    }

    private List<Callable<Integer>> tasks(List<Instant> due) {
        int size = Math.clamp(Math.ceilDiv(due.size(), THREADS), 1, maxBatch);
        var tasks = new ArrayList<Callable<Integer>>();
        for (int from = 0; from < due.size(); from += size) {
            List<Instant> part = due.subList(from, Math.min(from + size, due.size()));
            tasks.add(() -> {
                batch.register(part);
                return part.size();
            });
        }
        return tasks;
    }

    /** Registers some runs in one go; they are durable when it returns. */
    @FunctionalInterface
    interface Batch {

        void register(List<Instant> due) throws Exception;
    }
}
