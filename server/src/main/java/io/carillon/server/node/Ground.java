package io.carillon.server.node;

import io.carillon.engine.ClusterRules;
import io.carillon.engine.Membership;
import io.carillon.store.DurableStore;

/**
 * What a node stands on.
 *
 * @param place where it is written down who is in the cluster, for people
 */
public record Ground(DurableStore store, Membership membership, String place) {

    /** A store that says as well who is there. */
    public static Ground of(DurableStore store) {
        return new Ground(store, store.membership(), ClusterRules.IN_DATABASE);
    }

    boolean isListedElsewhere() {
        return !place.equals(ClusterRules.IN_DATABASE);
    }
}
