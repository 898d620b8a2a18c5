package io.carillon.engine;

import java.time.Duration;

/**
 * What all nodes of a cluster must agree about, or they would undo each other's work.
 *
 * @param partitions how many there are, from the first start of the cluster on for ever
 * @param lease how long a node that says nothing counts as alive
 * @param list where it is written down who is there: nodes that look in different places would each believe to be alone
 */
public record ClusterRules(int partitions, Duration lease, String list) {

    /** The list of those that look into the database. */
    public static final String IN_DATABASE = "database";

    /** The rules of nodes that look into the database. */
    public ClusterRules(int partitions, Duration lease) {
        this(partitions, lease, IN_DATABASE);
    }

    /** The same rules for nodes that look elsewhere. */
    public ClusterRules listedIn(String elsewhere) {
        return new ClusterRules(partitions, lease, elsewhere);
    }
}
