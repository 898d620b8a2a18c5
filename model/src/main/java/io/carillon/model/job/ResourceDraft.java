package io.carillon.model.job;

import io.carillon.model.ResourceKey;
import java.util.Map;

/** A resource as a user hands it in: well-formed, not yet accepted. */
public record ResourceDraft(ResourceKey key, Map<String, String> labels, ResourceSpec spec) {

    public ResourceDraft {
        labels = Map.copyOf(labels);
    }
}
