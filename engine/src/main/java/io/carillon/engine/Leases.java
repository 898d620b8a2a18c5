package io.carillon.engine;

import java.time.Duration;

/**
 * How ownership is kept. They hold for a whole cluster.
 *
 * @param lease how long a node that says nothing counts as alive
 * @param renewEvery how often a node says that it is
 */
public record Leases(Duration lease, Duration renewEvery) {

    public static final Leases DEFAULT = new Leases(Duration.ofSeconds(5), Duration.ofSeconds(1));

    public Leases {
        if (renewEvery.multipliedBy(2).compareTo(lease) > 0) {
            throw new IllegalArgumentException(
                    "a lease of " + lease + " must outlast two renewals, which are " + renewEvery + " apart");
        }
    }

    /** Before the others may think that the lease has ended, its holder stops trusting it. */
    Duration trusted() {
        return lease.multipliedBy(4).dividedBy(5);
    }

    /** How often a node renews its lease and asks who is there while another is about to hand it something over. */
    Duration askEvery() {
        return renewEvery.dividedBy(10);
    }

    /** How often it looks meanwhile whether that has happened: fires wait for it. */
    Duration lookEvery() {
        return renewEvery.dividedBy(50);
    }
}
