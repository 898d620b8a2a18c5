package io.carillon.model;

/** The name of a job, unique in its namespace. */
public record JobName(String value) implements Comparable<JobName> {

    public JobName {
        Names.checked("job name", value);
    }

    @Override
    public int compareTo(JobName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
