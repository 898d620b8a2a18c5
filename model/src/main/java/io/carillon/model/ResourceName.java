package io.carillon.model;

/** The name of a resource, unique among those of its kind in its namespace. */
public record ResourceName(String value) implements Comparable<ResourceName> {

    public ResourceName {
        Names.checked("name", value);
    }

    @Override
    public int compareTo(ResourceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
