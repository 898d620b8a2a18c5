package io.carillon.model;

import java.util.Comparator;

/** How a user names a resource: what it is, its namespace and its name. */
public record ResourceKey(ResourceKind kind, Namespace namespace, ResourceName name)
        implements Comparable<ResourceKey> {

    private static final Comparator<ResourceKey> ORDER = Comparator.comparing(ResourceKey::kind)
            .thenComparing(ResourceKey::namespace)
            .thenComparing(ResourceKey::name);

    public static ResourceKey of(ResourceKind kind, String namespace, String name) {
        return new ResourceKey(kind, new Namespace(namespace), new ResourceName(name));
    }

    @Override
    public int compareTo(ResourceKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind.word() + " " + namespace + "/" + name;
    }
}
