package io.carillon.model.job;

import io.carillon.model.ResourceKey;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A named definition of a namespace that jobs refer to.
 *
 * @param version rises with every change
 */
public record Resource(ResourceKey key, int version, Map<String, String> labels, ResourceSpec spec, Instant changedAt) {

    public Resource {
        if (spec.kind() != key.kind()) {
            throw new IllegalArgumentException(
                    key + " can't be a " + spec.kind().word());
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Whether it says the same as a draft. */
    public boolean says(ResourceDraft draft) {
        return labels.equals(draft.labels()) && spec.equals(draft.spec());
    }
}
