package io.carillon.server.node;

import io.carillon.engine.Members;
import io.carillon.engine.NodeCard;
import io.carillon.engine.PartitionStatus;
import java.util.Collection;

/** What a node says of itself with each beat, and what it does with what it hears of the others. */
interface Presence {

    /** A node that nobody else has to know. */
    Presence ALONE = new Presence() {
        @Override
        public NodeCard card() {
            return NodeCard.BLANK;
        }

        @Override
        public void heard(Members members, Collection<PartitionStatus> partitions) {}
    };

    NodeCard card();

    void heard(Members members, Collection<PartitionStatus> partitions);
}
