package io.carillon.engine;

import io.carillon.model.JobKey;
import io.carillon.model.LimitName;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.Problem;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.Job;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.job.ResourceSpec;
import io.carillon.model.job.Suggestions;
import io.carillon.model.job.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Who refers to which resource by its name. */
final class References {

    private final Jobs jobs;
    private final Resources resources;
    private final FreshResources fresh;

    References(Jobs jobs, Resources resources, FreshResources fresh) {
        this.jobs = jobs;
        this.resources = resources;
        this.fresh = fresh;
    }

    /** Whatever the jobs of a partition may name is to be durable before what is written of them from now on. */
    void comeBefore(Partition home) {
        fresh.comeBefore(home);
    }

    void wroteApp(Footing batch) {
        fresh.wroteApp(batch);
    }

    /** Notes each limit that a job names and nobody has defined. What is wrong with its calendars shows when it is compiled. */
    void checkLimits(Job job, List<Problem> problems) {
        List<LimitName> named = job.spec().guards().limits();
        for (int i = 0; i < named.size(); i++) {
            ResourceKey key =
                    key(ResourceKind.LIMIT, job.key().namespace(), named.get(i).value());
            if (resources.find(key) == null) {
                String message = "there is no limit '" + named.get(i) + "'" + meant(key);
                problems.add(new Problem("/spec/limits/" + i, "unknown-limit", message));
            }
        }
    }

    /** A resource that a job names, that lives elsewhere, and that the store does not have yet. */
    Optional<ResourceKey> notYetSaved(Job job, Partition home) {
        return fresh.madeAwayFrom(home).filter(key -> names(job, key)).findFirst();
    }

    /** The same for a resource. */
    Optional<ResourceKey> notYetSaved(ResourceDraft draft, Partition home) {
        return fresh.madeAwayFrom(home)
                .filter(key -> names(draft.key(), draft.spec(), key))
                .findFirst();
    }

    /** The jobs that name a resource themselves. */
    Stream<JobEntry> jobsThatName(ResourceKey key) {
        return jobs.all().stream().filter(entry -> names(entry.job(), key));
    }

    /** The jobs that name any of some resources themselves, each once. */
    List<JobEntry> jobsThatNameAny(Set<ResourceKey> keys) {
        return jobs.all().stream()
                .filter(entry -> keys.stream().anyMatch(key -> names(entry.job(), key)))
                .toList();
    }

    /** The resources that name a resource themselves. */
    Stream<Resource> resourcesThatName(ResourceKey key) {
        return resources.of(key.kind(), key.namespace()).stream()
                .filter(resource -> names(resource.key(), resource.spec(), key));
    }

    /** A calendar with all that are made of it, directly or through others. */
    SortedSet<ResourceKey> withDependents(ResourceKey calendar) {
        var found = new TreeSet<ResourceKey>();
        var open = new ArrayList<>(List.of(calendar));
        while (!open.isEmpty()) {
            ResourceKey next = open.removeLast();
            if (found.add(next)) {
                resourcesThatName(next).map(Resource::key).forEach(open::add);
            }
        }
        return found;
    }

    private String meant(ResourceKey unknown) {
        List<String> known = resources.of(unknown.kind(), unknown.namespace()).stream()
                .map(resource -> resource.key().name().value())
                .toList();
        return Suggestions.nearest(unknown.name().value(), known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    }

    private static boolean names(Job job, ResourceKey key) {
        JobKey owner = job.key();
        return owner.namespace().equals(key.namespace())
                && switch (key.kind()) {
                    case CALENDAR -> job.spec().triggers().stream().anyMatch(trigger -> isOn(trigger, key));
                    case LIMIT ->
                        job.spec().guards().limits().stream()
                                .anyMatch(
                                        limit -> limit.value().equals(key.name().value()));
                };
    }

    private static boolean names(ResourceKey who, ResourceSpec spec, ResourceKey key) {
        return switch (spec) {
            case CalendarSpec calendar ->
                key.kind() == ResourceKind.CALENDAR
                        && key.namespace().equals(who.namespace())
                        && calendar.uses().contains(key.name().value());
            case LimitSpec _ -> false;
        };
    }

    private static boolean isOn(Trigger trigger, ResourceKey calendar) {
        return trigger.options()
                .calendar()
                .filter(use -> use.name().equals(calendar.name().value()))
                .isPresent();
    }

    private static ResourceKey key(ResourceKind kind, Namespace namespace, String name) {
        return new ResourceKey(kind, namespace, new ResourceName(name));
    }
}
