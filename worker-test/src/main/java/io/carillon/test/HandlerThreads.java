package io.carillon.test;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a worker takes for the threads of its tasks. */
final class HandlerThreads extends AbstractExecutorService {

    private final Consumer<Runnable> begin;
    private boolean shut;

    HandlerThreads(Consumer<Runnable> begin) {
        this.begin = begin;
    }

    @Override
    public void execute(Runnable work) {
        begin.accept(work);
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut;
    }

    @Override
    public boolean awaitTermination(long time, TimeUnit unit) {
        return shut;
    }
}
