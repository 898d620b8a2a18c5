package io.carillon.engine;

import io.carillon.model.ResourceKey;
import io.carillon.model.job.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The latest change of a resource, for whoever follows changes.
 *
 * @param revision rises with every change of any resource, in the order in which the changes became durable
 * @param resource what it is now; null if it was deleted
 */
public record ResourceChange(
        long revision, ResourceKey key, @Nullable Resource resource) {}
