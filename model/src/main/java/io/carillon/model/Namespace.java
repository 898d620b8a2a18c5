package io.carillon.model;

/** A tenant: the fence around a team's jobs, runs and limits. */
public record Namespace(String value) implements Comparable<Namespace> {

    public static final Namespace DEFAULT = new Namespace("default");

    public Namespace {
        Names.checked("namespace", value);
    }

    @Override
    public int compareTo(Namespace other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
