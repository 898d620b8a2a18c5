/**
 * Who is in the cluster, written down outside of the database. ZooKeeper, etcd and Redis are each a {@link
 * io.carillon.membership.Board}: a few notes that all nodes see, and that change only where nobody else has changed them. What the
 * notes mean is said once, in {@link io.carillon.membership.BoardMembership}.
 *
 * <p>The boards keep no time. What time it is the database says, whose clock decides about everything else as well; a lease is an
 * instant by that clock in the note of a node. A session that a server ends, or a key that it lets expire, would go by its own elapsed
 * time, in steps of its own, and be gone just when people want to read of the node that died.
 */
@NullMarked
package io.carillon.membership;

import org.jspecify.annotations.NullMarked;
