package io.carillon.model;

/** The named pool of workers that a job is for. */
public record AppName(String value) implements Comparable<AppName> {

    public AppName {
        Names.checked("app name", value);
    }

    @Override
    public int compareTo(AppName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
