package io.carillon.model;

/** The name of a limit that jobs of a namespace share. */
public record LimitName(String value) implements Comparable<LimitName> {

    public LimitName {
        Names.checked("limit name", value);
    }

    @Override
    public int compareTo(LimitName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
