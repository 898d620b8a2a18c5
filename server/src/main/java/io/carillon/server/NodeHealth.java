package io.carillon.server;

import io.carillon.server.node.Node;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Healthy is a node that owns partitions and whose database answers, and takes what is written. Of several, that is the first one: a
 * node that can do half of its work should not be taken for one that can do nothing.
 */
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
        Optional<String> restored = node.restored();
        if (restored.isPresent()) {
            return Health.down().withDetail("code", "database-restored").withDetail("database", restored.get());
        }
        Optional<String> unlisted = node.membershipTrouble();
        if (unlisted.isPresent()) {
            return Health.down().withDetail("membership", unlisted.get());
        }
        Optional<String> trouble = node.storeTrouble();
        if (trouble.isPresent()) {
            return Health.down().withDetail("database", "takes no writes: " + trouble.get());
        }
        Optional<String> silence = node.storeSilence();
        if (silence.isPresent()) {
            return Health.down().withDetail("database", silence.get());
        }
        Health.Builder status = owned > 0 ? Health.up() : Health.outOfService();
        List<String> away = node.databasesAway();
        return away.isEmpty() ? status : status.withDetail("databasesAway", away);
    }
}
