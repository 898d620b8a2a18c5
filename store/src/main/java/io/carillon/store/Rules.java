package io.carillon.store;

import io.carillon.engine.ClusterRules;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What all nodes of a cluster agree about. The first one that starts decides. */
final class Rules {

    private static final String READ = "SELECT partitions, lease FROM cluster";
    private static final String CHANGE = "UPDATE cluster SET lease = ?";
    private static final long ONLY_KEY = 1;

    private final String insert;

    Rules(Dialect dialect) {
        this.insert = dialect.insertAbsent("cluster", List.of("id"), List.of("id", "partitions", "lease"));
    }

    /**
     * Why a node can't go by what it wants to go by; empty if it can.
     *
     * @param alone whether no other node is there, which the lease could be too short for
     */
    Optional<String> agree(ClusterRules wanted, boolean alone, Session session) throws SQLException {
        session.update(
                insert, to -> to.number(ONLY_KEY).number(wanted.partitions()).number(Micros.of(wanted.lease())));
        ClusterRules known = session.query(
                        READ, _ -> {}, row -> new ClusterRules(row.count(), Objects.requireNonNull(row.spanOrNull())))
                .getFirst();
        if (known.partitions() != wanted.partitions()) {
            return Optional.of("the cluster has " + known.partitions() + " partitions, and this node would have "
                    + wanted.partitions());
        }
        if (!known.lease().equals(wanted.lease()) && !alone) {
            return Optional.of("the cluster's leases last " + seconds(known.lease()) + ", and this node's would last "
                    + seconds(wanted.lease()) + "; to change that, stop all nodes first");
        }
        if (!known.lease().equals(wanted.lease())) {
            session.update(CHANGE, to -> to.number(Micros.of(wanted.lease())));
        }
        return Optional.empty();
    }

    private static String seconds(Duration lease) {
        return lease.toMillis() / 1000.0 + " s";
    }
}
