package io.carillon.server;

import io.carillon.server.node.Node;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Healthy is a node that owns partitions. */
final class NodeHealth implements HealthIndicator {

    private final Node node;

    NodeHealth(Node node) {
        this.node = node;
    }

    @Override
    public Health health() {
        int owned = node.ownedPartitions();
        Health.Builder health = owned > 0 ? Health.up() : Health.outOfService();
        return health.withDetail("node", node.id().value())
                .withDetail("partitions", owned)
                .build();
    }
}
