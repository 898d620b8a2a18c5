package io.carillon.model;

/** A scheduler process. */
public record NodeId(String value) implements Comparable<NodeId> {

    public NodeId {
        Names.checked("node id", value);
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
