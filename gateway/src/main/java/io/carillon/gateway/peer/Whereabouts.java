package io.carillon.gateway.peer;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The last that is known of the cluster, for those who wait for something newer. */
public final class Whereabouts {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Runnable look;
    private ClusterView view = ClusterView.NOBODY;
    private long number;

    /** @param look has somebody look soon who owns what; called by many who wait, and often */
    public Whereabouts(Runnable look) {
        this.look = look;
    }

    /** A view with the number by which it is told from the next. */
    record Seen(ClusterView view, long number) {}

    public void see(ClusterView now) {
        lock.lock();
        try {
            view = now;
            number++;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public ClusterView view() {
        return seen().view();
    }

    Seen seen() {
        lock.lock();
        try {
            return new Seen(view, number);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something newer is known, but no longer than this. */
    void awaitNewer(Seen known, Duration patience) throws InterruptedException {
        look.run();
        lock.lock();
        try {
            long left = patience.toNanos();
            while (number == known.number() && left > 0) {
                left = news.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
