package io.carillon.membership;

import io.carillon.engine.Leases;
import io.carillon.engine.Members;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Renews the lease of a node as often as the engine does, and keeps what it was told. */
final class RenewingNode implements AutoCloseable {

    private static final Duration AFTER_FAILURE = Leases.DEFAULT.renewEvery().dividedBy(10);

    private final BoardMembership membership;
    private final NodeId node;
    private final Duration lease;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Members> seen = new CopyOnWriteArrayList<>();
    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<?> work;
    private volatile Duration longest = Duration.ZERO;

    private RenewingNode(BoardMembership membership, NodeId node, Duration lease) {
        this.membership = membership;
        this.node = node;
        this.lease = lease;
        this.work = thread.submit(this::renewUntilEnded);
    }

    /** @param membership which the node has joined */
    static RenewingNode start(BoardMembership membership, NodeId node, Duration lease) {
        return new RenewingNode(membership, node, lease);
    }

    private @Nullable Void renewUntilEnded() throws InterruptedException {
        Instant held = membership.present();
        Duration pause = Duration.ZERO;
        while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            Instant asked = membership.present();
            try {
                seen.add(membership.renew(node, lease, false));
                Duration without = Duration.between(held, membership.present());
                longest = without.compareTo(longest) > 0 ? without : longest;
                held = asked;
                pause = Leases.DEFAULT.renewEvery();
            } catch (StoreException failed) {
                if (failed.code() != StoreException.Code.UNAVAILABLE) {
                    throw failed;
                }
                pause = AFTER_FAILURE;
            }
        }
        return null;
    }

    /** Who was there, renewal by renewal. */
    List<Members> seen() {
        if (work.isDone()) {
            throw new IllegalStateException(node + " renews no more: " + work);
        }
        return seen;
    }

    /** The longest time that passed, by the clock of the cluster, from when it asked for a renewal until it had the next one. */
    Duration longest() {
        return longest;
    }

    /** Ends when the renewal that is under way has. */
    @Override
    public void close() {
        ended.countDown();
        thread.close();
    }
}
