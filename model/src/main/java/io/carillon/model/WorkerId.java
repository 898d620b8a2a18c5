package io.carillon.model;

/** A process that does work. */
public record WorkerId(String value) implements Comparable<WorkerId> {

    public WorkerId {
        Names.checked("worker id", value);
    }

    @Override
    public int compareTo(WorkerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
