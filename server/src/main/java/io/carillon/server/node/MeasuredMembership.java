package io.carillon.server.node;

import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Measures how long renewals take, and counts those that fail. */
final class MeasuredMembership implements Membership {

    private final Membership membership;
    private final Timer seconds;
    private final Counter failures;

    MeasuredMembership(Membership membership, MeterRegistry registry) {
        this.membership = membership;
        this.seconds = Timer.builder("carillon.lease.renewal")
                .description("How long a renewal of the lease takes, whether or not it succeeds")
                .publishPercentileHistogram()
                .register(registry);
        this.failures = Counter.builder("carillon.lease.renewal.failures")
                .description("Renewals of the lease that failed")
                .register(registry);
    }

    @Override
    public Members renew(NodeId node, Duration lease, boolean leaving, NodeCard card) {
        try {
            return seconds.record(() -> membership.renew(node, lease, leaving, card));
        } catch (StoreException failed) {
            failures.increment();
            throw failed;
        }
    }

    @Override
    public Instant present() {
        return membership.present();
    }

    @Override
    public void join(NodeId node, ClusterRules rules) {
        membership.join(node, rules);
    }

    @Override
    public List<NodeStatus> nodes() {
        return membership.nodes();
    }

    @Override
    public void leave(NodeId node) {
        membership.leave(node);
    }
}
