package io.carillon.engine;

import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.Resource;
import io.carillon.schedule.calendar.Calendars;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All resources by their names: those of the owned partitions as this core has made them, those of others as they were last read.
 */
final class Resources implements CalendarSource {

    /** So many of one kind a namespace may have. */
    static final int MAX_OF_A_KIND = 1_000;

    private final TreeMap<ResourceKey, Resource> byKey = new TreeMap<>();
    private final Map<Namespace, Calendars> calendars = new HashMap<>();
    private final Function<ResourceKey, Partition> homes;

    /** @param homes tells which partition a resource lives in */
    Resources(Function<ResourceKey, Partition> homes) {
        this.homes = homes;
    }

    @Nullable
    Resource find(ResourceKey key) {
        return byKey.get(key);
    }

    void put(Resource resource) {
        byKey.put(resource.key(), resource);
        calendars.remove(resource.key().namespace());
    }

    void remove(ResourceKey key) {
        byKey.remove(key);
        calendars.remove(key.namespace());
    }

    /**
     * Replaces what is known of the resources in some homes, and tells which of them are not what they were.
     *
     * @param stored all resources, those in other homes too
     */
    SortedSet<ResourceKey> learn(List<Resource> stored, Predicate<Partition> which) {
        var before = new TreeMap<ResourceKey, Resource>();
        byKey.forEach((key, resource) -> {
            if (which.test(homes.apply(key))) {
                before.put(key, resource);
            }
        });
        var changed = new TreeSet<>(before.keySet());
        for (Resource resource : stored) {
            if (which.test(homes.apply(resource.key()))) {
                changed.add(resource.key());
                if (resource.equals(before.remove(resource.key()))) {
                    changed.remove(resource.key());
                }
                put(resource);
            }
        }
        before.keySet().forEach(this::remove);
        return changed;
    }

    @Override
    public Calendars of(Namespace namespace) {
        return calendars.computeIfAbsent(namespace, wanted -> new Calendars(specs(wanted)));
    }

    /** The calendars of a namespace as they would stand with another one, or with a changed one. */
    Calendars calendarsWith(Namespace namespace, CalendarSpec changed) {
        Map<String, CalendarSpec> all = specs(namespace);
        all.put(changed.name(), changed);
        return new Calendars(all);
    }

    /** Those of one kind in a namespace, in the order of their names. */
    List<Resource> of(ResourceKind kind, Namespace namespace) {
        return byKey.values().stream()
                .filter(resource -> resource.key().kind() == kind
                        && resource.key().namespace().equals(namespace))
                .toList();
    }

    /** Those that live in a partition. */
    List<Resource> in(Partition home) {
        return byKey.values().stream()
                .filter(resource -> homes.apply(resource.key()).equals(home))
                .toList();
    }

    private Map<String, CalendarSpec> specs(Namespace namespace) {
        var specs = new TreeMap<String, CalendarSpec>();
        for (Resource resource : of(ResourceKind.CALENDAR, namespace)) {
            if (resource.spec() instanceof CalendarSpec calendar) {
                specs.put(calendar.name(), calendar);
            }
        }
        return specs;
    }
}
