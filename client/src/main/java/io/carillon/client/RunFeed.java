package io.carillon.client;

import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks for many runs in a short time: batches go over one stream of gRPC, some at once, and each is answered when it is durable. Safe to
 * share between threads; close it when it is no longer needed.
 *
 * <p>What becomes of a batch its future says: the ids of its runs, or one of these.
 *
 * <ul>
 *   <li>{@link CarillonApiException}: refused, nothing happened
 *   <li>{@link CarillonUnreachableException}: it never left, because no node could be reached
 *   <li>{@link OutcomeUnknownException}: it left, and nobody knows
 *   <li>{@link CarillonProtocolException}: what answers there takes no batches
 * </ul>
 *
 * <p>A connection that breaks is made again, to the next node if there are several. A batch of which each run has a key is sent again then by
 * itself, and makes no run twice. One without ends as unknown.
 */
public final class RunFeed implements AutoCloseable {

    private final AtomicLong lastNumber = new AtomicLong();
    private final FeedLoop loop;
    private final Semaphore places;
    private boolean closed;

    RunFeed(FeedLoop loop, int mostUnderWay) {
        this.loop = loop;
        this.places = new Semaphore(mostUnderWay);
        Thread.ofVirtual().name("carillon-feed").start(loop);
    }

    public static RunFeedBuilder builder() {
        return new RunFeedBuilder();
    }

    /**
     * Asks for runs of a job: all of them, or none if anything is wrong with one. Waits while as much is under way as may be.
     *
     * @param runs at most 10,000
     * @return the runs in the same order, when they are durable; a request whose key was used before gives the run that is there
     * @throws IllegalArgumentException if it is more than any node takes at once
     */
    public CompletableFuture<List<RunId>> send(JobKey job, List<TriggerRequest> runs) throws InterruptedException {
        FeedBatch batch = FeedBatch.of(lastNumber.incrementAndGet(), job, runs);
        places.acquire();
        var told = batch.outcome().whenComplete((_, _) -> places.release());
        handOver(batch);
        return told.copy();
    }

    private synchronized void handOver(FeedBatch batch) {
        if (closed) {
            places.release();
            throw new IllegalStateException("the feed is closed");
        }
        loop.send(batch);
    }

    /** Ends it. What has no answer by now ends as after a break. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            loop.close();
        }
    }
}
