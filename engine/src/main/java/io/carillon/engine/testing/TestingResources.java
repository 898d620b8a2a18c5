package io.carillon.engine.testing;

import io.carillon.engine.ResourceChange;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.Resource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The resources of a {@link TestingStore}, each with the revision of its latest change. */
final class TestingResources {

    private final TreeMap<ResourceKey, Resource> present = new TreeMap<>();
    private final TreeMap<ResourceKey, Partition> homes = new TreeMap<>();
    private final TreeMap<ResourceKey, Long> revisions = new TreeMap<>();
    private final TreeMap<Long, ResourceKey> changes = new TreeMap<>();
    private long lastRevision;

    void put(Partition home, Resource resource) {
        present.put(resource.key(), resource);
        homes.put(resource.key(), home);
        changed(resource.key());
    }

    void delete(ResourceKey key) {
        if (present.remove(key) != null) {
            changed(key);
        }
    }

    Optional<Resource> find(ResourceKey key) {
        return Optional.ofNullable(present.get(key));
    }

    List<Resource> of(Partition home) {
        return present.values().stream()
                .filter(resource -> home.equals(homes.get(resource.key())))
                .toList();
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

    List<ResourceChange> changes(long afterRevision, int limit) {
        return changes.tailMap(afterRevision, false).entrySet().stream()
                .limit(limit)
                .map(change -> new ResourceChange(change.getKey(), change.getValue(), present.get(change.getValue())))
                .toList();
    }

    private void changed(ResourceKey key) {
        Long before = revisions.put(key, ++lastRevision);
        if (before != null) {
            changes.remove(before);
        }
        changes.put(lastRevision, key);
    }
}
