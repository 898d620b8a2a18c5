package io.carillon.store;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the index kept beside the commits, on a thread of its own: whenever there is enough of it, and now and then for what others left.
 * One node keeps what all of them write: whoever was overtaken leaves it to who was quicker for a while, so that nodes do not
 * prepare the same steps beside each other.
 */
final class Indexing implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Indexing.class);
    private static final long NOW_AND_THEN_SECONDS = 5;

    private final Indexer indexer;
    private final Thread thread;
    private final Semaphore enough = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger pages = new AtomicInteger();
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
        try {
            awaitWork();
            while (!isClosed()) {
                if (keep() == IndexStep.OVERTAKEN) {
                    ended.await(NOW_AND_THEN_SECONDS, TimeUnit.SECONDS);
                } else {
                    awaitWork();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitWork() throws InterruptedException {
        if (enough.tryAcquire(NOW_AND_THEN_SECONDS, TimeUnit.SECONDS)) {
            enough.drainPermits();
        }
    }

    /** Does what there is to do, but for what can't be done now. */
    private IndexStep keep() {
        try {
            var step = IndexStep.MORE;
            while (step == IndexStep.MORE && !isClosed()) {
                step = indexer.round();
            }
            succeeded();
            return step;
        } catch (SQLException | StoreException failure) {
            failed(failure);
            return IndexStep.DONE;
        }
    }

    private boolean isClosed() {
        return ended.getCount() == 0;
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            log.info("the index of history is kept again");
        }
    }

    /** Said once until it goes again. What is not indexed is found nevertheless. */
    private void failed(Exception failure) {
        if (!failing && !isClosed()) {
            failing = true;
            log.warn("keeping the index of history failed, and is tried again: {}", failure.getMessage());
        }
    }

    /** Waits for the step that is under way. */
    @Override
    public void close() {
        ended.countDown();
        enough.release();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
