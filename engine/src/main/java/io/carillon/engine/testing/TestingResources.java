package io.carillon.engine.testing;

import io.carillon.model.Namespace;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.Resource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The resources of a {@link TestingStore}. */
final class TestingResources {

    private final TreeMap<ResourceKey, Resource> present = new TreeMap<>();
    private long revision;

    void put(Resource resource) {
        present.put(resource.key(), resource);
        revision++;
    }

    void delete(ResourceKey key) {
        if (present.remove(key) != null) {
            revision++;
        }
    }

    long revision() {
        return revision;
    }

    Optional<Resource> find(ResourceKey key) {
        return Optional.ofNullable(present.get(key));
    }

    List<Resource> all() {
        return List.copyOf(present.values());
    }

    List<Resource> list(ResourceKind kind, Namespace namespace, Optional<String> afterName, int limit) {
        return present.values().stream()
                .filter(resource -> resource.key().kind() == kind
                        && resource.key().namespace().equals(namespace))
                .filter(resource ->
                        afterName.isEmpty() || resource.key().name().value().compareTo(afterName.get()) > 0)
                .limit(limit)
                .toList();
    }
}
