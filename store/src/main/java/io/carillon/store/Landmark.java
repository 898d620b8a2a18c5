package io.carillon.store;

import io.carillon.model.NodeId;
import java.util.Optional;

/**
 * What a database was seen to hold: a batch that took place.
 *
 * @param database its name
 * @param timeline which of its lives
 * @param node whose batch; of a database that holds one batch, it holds all that came before
 */
record Landmark(String database, long timeline, NodeId node, long batch) {

    String text() {
        return database + " " + timeline + " " + node.value() + " " + batch + "\n";
    }

    /** Empty if it is no landmark. */
    static Optional<Landmark> parse(String text) {
        String[] words = text.strip().split(" ", -1);
        try {
            return words.length == 4
                    ? Optional.of(new Landmark(
                            words[0], Long.parseLong(words[1]), new NodeId(words[2]), Long.parseLong(words[3])))
                    : Optional.empty();
        } catch (IllegalArgumentException strange) {
            return Optional.empty();
        }
    }
}
