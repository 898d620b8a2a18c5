package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.job.Resource;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was written of resources and apps and is not durable yet. A resource and what names it may live in different partitions, of which one
 * may be lost on the way: so nothing may name a resource before that is durable, and what was lost is as it was before.
 */
final class FreshResources {

    private final TreeMap<ResourceKey, Change> changes = new TreeMap<>();
    private final GroupCommit commit;
    private final Partitions partitions;
    private Footing apps = Footing.NONE;

    FreshResources(GroupCommit commit, Partitions partitions) {
        this.commit = commit;
        this.partitions = partitions;
    }

    /** @param durable what the store has of it; null if it has nothing */
    private record Change(Footing footing, @Nullable Resource durable) {}

    void wrote(ResourceKey key, Footing batch, @Nullable Resource before) {
        Change earlier = changes.get(key);
        changes.put(key, new Change(batch, earlier == null ? before : earlier.durable()));
    }

    void wroteApp(Footing batch) {
        apps = batch;
    }

    /**
     * What is written from now on of the jobs of a partition, and of the fires that follow from calendars, becomes durable no earlier
     * than what they may name. Comes before whatever a step writes of the partition.
     */
    void comeBefore(Partition home) {
        commit.rest(home, footing());
    }

    /** Whether any partition may be told so now. */
    boolean mayComeBefore() {
        return commit.mayRest(footing());
    }

    private Footing footing() {
        Footing all = apps;
        for (Change change : changes.values()) {
            all = all.with(change.footing());
        }
        return all;
    }

    /** Resources that the store does not have yet, of other homes than one: what has the same home is lost together. */
    Stream<ResourceKey> madeAwayFrom(Partition home) {
        return changes.entrySet().stream()
                .filter(change -> change.getValue().durable() == null)
                .map(change -> change.getKey())
                .filter(key -> !partitions.of(key).equals(home));
    }

    /** Puts the resources of a lost partition back to what is durable of them, and tells which those are. */
    SortedSet<ResourceKey> takeBack(Resources resources, Partition lost) {
        var back = new TreeSet<ResourceKey>();
        changes.keySet().stream().filter(key -> partitions.of(key).equals(lost)).forEach(back::add);
        for (ResourceKey key : back) {
            Change change = changes.remove(key);
            if (change == null || change.durable() == null) {
                resources.remove(key);
            } else {
                resources.put(change.durable());
            }
        }
        return back;
    }

    /** Forgets what has become durable. To be called when the losses have been heard of that came with it. */
    void settle() {
        changes.values().removeIf(change -> commit.isDurable(change.footing()));
    }

    /** What others keep has just been read. */
    void forgetOthers() {
        changes.keySet().removeIf(key -> !partitions.owns(partitions.of(key)));
    }
}
