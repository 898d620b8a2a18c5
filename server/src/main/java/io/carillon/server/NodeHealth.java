package io.carillon.server;

import io.carillon.engine.StoreException;
import io.carillon.server.node.Node;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Healthy is a node that owns partitions and whose database answers. */
final class NodeHealth implements HealthIndicator {

    private final Node node;

    NodeHealth(Node node) {
        this.node = node;
    }

    @Override
    public Health health() {
        int owned = node.ownedPartitions();
        return status(owned)
                .withDetail("node", node.id().value())
                .withDetail("partitions", owned)
                .build();
    }

    private Health.Builder status(int owned) {
        try {
            node.catalog().apps();
        } catch (StoreException silent) {
            return Health.down().withDetail("database", silent.code());
        }
        return owned > 0 ? Health.up() : Health.outOfService();
    }
}
