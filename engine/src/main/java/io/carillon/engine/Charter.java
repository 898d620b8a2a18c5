package io.carillon.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * What the database says to nodes that write down elsewhere who is there: which cluster they are, what time it is, and what all of
 * them go by. It remembers which list they use for a while after the last of them has said so. So nodes with different lists can't be
 * at work side by side, whatever has become of the lists. Calls block; one that fails is a {@link StoreException}.
 */
public interface Charter {

    /** What the database calls itself; it never changes. */
    String cluster();

    /** What time it is by the clock that all nodes share. */
    Instant present();

    /** Where those nodes are written down that may be at work; empty if nobody is. */
    Optional<String> list();

    /** A node is about to join. A {@link StoreException} says that it may not: what it goes by is not what the cluster goes by. */
    void agree(ClusterRules rules);

    /**
     * A node that has agreed is at work.
     *
     * @return what time it is
     * @throws StoreException also when others have agreed on another list meanwhile, because this node was silent for long
     */
    Instant attest(ClusterRules rules);

    /** Nobody is at work any more of those that use this list. */
    void dissolve(ClusterRules rules);
}
