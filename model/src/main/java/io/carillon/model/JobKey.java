package io.carillon.model;

/** How a user names a job: its namespace and its name. */
public record JobKey(Namespace namespace, JobName name) implements Comparable<JobKey> {

    public static JobKey of(String namespace, String name) {
        return new JobKey(new Namespace(namespace), new JobName(name));
    }

    @Override
    public int compareTo(JobKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
