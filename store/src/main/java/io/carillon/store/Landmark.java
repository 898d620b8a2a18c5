package io.carillon.store;

import io.carillon.model.NodeId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a database was seen to hold: the last batches that took place of a node's lanes.
 *
 * @param database its name
 * @param timeline which of its lives
 * @param node whose batches; of a database that holds one batch, it holds all that came before
 * @param batches the numbers of the batches by their lanes
 */
record Landmark(String database, long timeline, NodeId node, SortedMap<Integer, Long> batches) {

    private static final String BETWEEN_LANES = ",";
    private static final String BEHIND_LANE = ":";
    private static final String NONE = "-";

    Landmark {
        batches = Collections.unmodifiableSortedMap(new TreeMap<>(batches));
    }

    /** The last batch of a lane, or 0. */
    long batch(int lane) {
        return batches.getOrDefault(lane, 0L);
    }

    /** The same with one batch more. What another node had done before it is in the database as well. */
    Landmark with(NodeId writer, int lane, long batch) {
        var last = new TreeMap<Integer, Long>(writer.equals(node) ? batches : Collections.emptySortedMap());
        last.put(lane, batch);
        return new Landmark(database, timeline, writer, last);
    }

    /** A lane of which others do not hold all that this holds; empty if there is none. */
    OptionalInt laneMissingIn(SortedMap<Integer, Long> others) {
        return batches.entrySet().stream()
                .filter(lane -> others.getOrDefault(lane.getKey(), 0L) < lane.getValue())
                .mapToInt(lane -> lane.getKey())
                .findFirst();
    }

    String text() {
        String lanes = batches.entrySet().stream()
                .map(lane -> lane.getKey() + BEHIND_LANE + lane.getValue())
                .collect(Collectors.joining(BETWEEN_LANES));
        return database + " " + timeline + " " + node.value() + " " + (lanes.isEmpty() ? NONE : lanes) + "\n";
    }

    /** Empty if it is no landmark. */
    static Optional<Landmark> parse(String text) {
        String[] words = text.strip().split(" ", -1);
        try {
            return words.length == 4
                    ? Optional.of(
                            new Landmark(words[0], Long.parseLong(words[1]), new NodeId(words[2]), batches(words[3])))
                    : Optional.empty();
        } catch (IllegalArgumentException strange) {
            return Optional.empty();
        }
    }

    private static SortedMap<Integer, Long> batches(String lanes) {
        var batches = new TreeMap<Integer, Long>();
        if (lanes.equals(NONE)) {
            return batches;
        }
        for (String lane : lanes.split(BETWEEN_LANES, -1)) {
            List<String> parts = Arrays.asList(lane.split(BEHIND_LANE, -1));
            if (parts.size() != 2) {
                throw new IllegalArgumentException("not a lane and its batch: " + lane);
            }
            batches.put(Integer.parseInt(parts.getFirst()), Long.parseLong(parts.getLast()));
        }
        return batches;
    }
}
