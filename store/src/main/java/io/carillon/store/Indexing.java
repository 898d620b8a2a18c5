package io.carillon.store;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the index kept beside the commits, on a thread of its own: whenever there is enough of it, and now and then for what others left. */
final class Indexing implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Indexing.class);
    private static final long NOW_AND_THEN_SECONDS = 5;

    private final Indexer indexer;
    private final Thread thread;
    private final Semaphore enough = new Semaphore(0);
    private final AtomicInteger pages = new AtomicInteger();
    private volatile boolean closed;
    private boolean failing;

    Indexing(Indexer indexer) {
        this.indexer = indexer;
        this.thread = Thread.ofPlatform().daemon().name("carillon-index").unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Counts the pages that were committed. */
    void wrote(int count) {
        if (pages.addAndGet(count) >= indexer.freshPages()) {
            pages.set(0);
            enough.release();
        }
    }

    /** How many pages the index doesn't hold yet. */
    int fresh() {
        return indexer.fresh();
    }

    private void work() {
        while (awaitWork()) {
            try {
                boolean more = true;
                while (more && !closed) {
                    more = indexer.round();
                }
                succeeded();
            } catch (SQLException | StoreException failure) {
                failed(failure);
            }
        }
    }

    /** Returns whether to go on. */
    private boolean awaitWork() {
        try {
            if (enough.tryAcquire(NOW_AND_THEN_SECONDS, TimeUnit.SECONDS)) {
                enough.drainPermits();
            }
            return !closed;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            log.info("the index of history is kept again");
        }
    }

    /** Said once until it goes again. What is not indexed is found nevertheless. */
    private void failed(Exception failure) {
        if (!failing && !closed) {
            failing = true;
            log.warn("keeping the index of history failed, and is tried again: {}", failure.getMessage());
        }
    }

    /** Waits for the step that is under way. */
    @Override
    public void close() {
        closed = true;
        enough.release();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
