package io.carillon.gateway.feed;

import io.carillon.gateway.BatchLimits;
import io.carillon.protocol.v1.feed.FeedWire;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * How much of what clients feed a node has taken and not answered, all streams together. What comes on top waits its turn, and as a stream
 * is read no further meanwhile, its client has to wait too. So feeds fill neither the memory nor the queue before the database, beyond
 * which a node refuses everybody's commands.
 */
public final class FeedRoom {

    /** Less than waits for the database when it is said to be behind. */
    private static final long MAX_RUNS = 2L * BatchLimits.MAX_RUNS;

    private static final long MAX_BYTES = 4L * BatchLimits.MAX_BYTES;

    private final Queue<Waiting> line = new ArrayDeque<>();
    private final long maxRuns;
    private final long maxBytes;
    private long runs;
    private long bytes;

    public FeedRoom() {
        this(MAX_RUNS, MAX_BYTES);
    }

    FeedRoom(long maxRuns, long maxBytes) {
        this.maxRuns = maxRuns;
        this.maxBytes = maxBytes;
    }

    private record Waiting(FeedWire.Batch batch, Runnable begin) {}

    /** Begins with a batch as soon as there is room for it, and all that came before it has begun. */
    public void enter(FeedWire.Batch batch, Runnable begin) {
        var waiting = new Waiting(batch, begin);
        synchronized (this) {
            if (!line.isEmpty() || !fits(batch)) {
                line.add(waiting);
                return;
            }
            take(batch);
        }
        begin.run();
    }

    /** A batch has been answered. Others may begin now. */
    public void leave(FeedWire.Batch batch) {
        synchronized (this) {
            runs -= batch.getRunsCount();
            bytes -= batch.getSerializedSize();
        }
        for (Waiting next = admitted(); next != null; next = admitted()) {
            next.begin().run();
        }
    }

    private synchronized @Nullable Waiting admitted() {
        Waiting next = line.peek();
        if (next == null || !fits(next.batch())) {
            return null;
        }
        take(next.batch());
        return line.remove();
    }

    /** What would fit nowhere goes alone: it is refused for its size. */
    private boolean fits(FeedWire.Batch batch) {
        boolean empty = runs == 0 && bytes == 0;
        return empty || (runs + batch.getRunsCount() <= maxRuns && bytes + batch.getSerializedSize() <= maxBytes);
    }

    private void take(FeedWire.Batch batch) {
        runs += batch.getRunsCount();
        bytes += batch.getSerializedSize();
    }
}
