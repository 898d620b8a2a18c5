package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.Problem;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDraft;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes commands about resources. */
final class ResourceDesk {

    private static final int MAX_NAMED_USERS = 5;

    private final Resources resources;
    private final References references;
    private final FreshResources fresh;
    private final CalendarCheck calendarCheck;
    private final Rescheduler rescheduler;
    private final Partitions partitions;
    private final GroupCommit commit;

    ResourceDesk(
            Resources resources,
            References references,
            FreshResources fresh,
            Rescheduler rescheduler,
            Partitions partitions,
            GroupCommit commit) {
        this.resources = resources;
        this.references = references;
        this.fresh = fresh;
        this.calendarCheck = new CalendarCheck(resources, references);
        this.rescheduler = rescheduler;
        this.partitions = partitions;
        this.commit = commit;
    }

    /** What says the same as before is no change. */
    void put(CommandId id, ResourceDraft draft, @Nullable Integer ifVersion, Instant now) {
        ResourceKey key = draft.key();
        Resource before = resources.find(key);
        Reply.Refused refused = refusal(draft, before, ifVersion);
        if (refused != null) {
            answer(id, key, refused);
        } else if (before != null && before.says(draft)) {
            answer(id, key, new Reply.ResourceSaved(before, false));
        } else {
            int version = before == null ? 1 : before.version() + 1;
            save(id, new Resource(key, version, draft.labels(), draft.spec(), now), before, now);
        }
    }

    /**
     * Takes note of what other owners have made of their resources, and returns which are not what they were; what this node owns
     * it knows better. The jobs that name a calendar that has changed follow in time.
     */
    SortedSet<ResourceKey> learn(List<Resource> stored) {
        SortedSet<ResourceKey> changed = resources.learn(stored, home -> !partitions.owns(home));
        fresh.forgetOthers();
        follow(changed);
        return changed;
    }

    /** A partition is lost: what was made of its resources and did not become durable never will, as far as is known here. */
    SortedSet<ResourceKey> lose(Partition home) {
        SortedSet<ResourceKey> back = fresh.takeBack(resources, home);
        follow(back);
        return back;
    }

    private void follow(SortedSet<ResourceKey> changed) {
        var calendars = new TreeSet<ResourceKey>();
        changed.stream()
                .filter(key -> key.kind() == ResourceKind.CALENDAR)
                .map(references::withDependents)
                .forEach(calendars::addAll);
        if (!calendars.isEmpty()) {
            rescheduler.follow(references.jobsThatNameAny(calendars));
        }
    }

    void delete(CommandId id, ResourceKey key, @Nullable Integer ifVersion, Instant now) {
        Resource before = resources.find(key);
        if (before == null) {
            answer(id, key, notFound(key));
            return;
        }
        Reply.Refused refused = otherVersion(before, ifVersion);
        refused = refused == null ? inUse(key) : refused;
        if (refused != null) {
            answer(id, key, refused);
            return;
        }
        Partition home = partitions.of(key);
        commit.rest(home, commit.everything());
        Footing batch = commit.write(new Write.DeleteResource(home, key, now));
        fresh.wrote(key, batch, before);
        resources.remove(key);
        commit.after(batch, home, new Effect.Tell(new Note.ResourceChanged(before, "deleted")));
        commit.after(batch, home, new Effect.Answer(id, new Reply.ResourceDeleted(key)));
    }

    private void save(CommandId id, Resource resource, @Nullable Resource before, Instant now) {
        boolean created = resource.version() == 1;
        Partition home = partitions.of(resource.key());
        fresh.comeBefore(home);
        Footing batch = commit.write(new Write.PutResource(home, resource));
        fresh.wrote(resource.key(), batch, before);
        resources.put(resource);
        if (resource.spec() instanceof CalendarSpec) {
            rescheduler.followAtOnce(references.jobsThatNameAny(references.withDependents(resource.key())), now);
        }
        String change = created ? "created" : "replaced";
        commit.afterAll(home, new Effect.Tell(new Note.ResourceChanged(resource, change)));
        commit.afterAll(home, new Effect.Answer(id, new Reply.ResourceSaved(resource, created)));
    }

    private Reply.@Nullable Refused refusal(
            ResourceDraft draft, @Nullable Resource before, @Nullable Integer ifVersion) {
        ResourceKey key = draft.key();
        if (before != null) {
            Reply.Refused refused = otherVersion(before, ifVersion);
            return refused != null || before.says(draft) ? refused : unacceptable(draft);
        }
        if (ifVersion != null && ifVersion != Command.PutResource.ABSENT) {
            return notFound(key);
        }
        if (resources.of(key.kind(), key.namespace()).size() >= Resources.MAX_OF_A_KIND) {
            String message = "namespace " + key.namespace() + " has " + Resources.MAX_OF_A_KIND + " "
                    + key.kind().plural() + " already";
            return new Reply.Refused(Reply.Kind.CONFLICT, "too-many", message);
        }
        return unacceptable(draft);
    }

    private Reply.@Nullable Refused unacceptable(ResourceDraft draft) {
        Reply.Refused invalid = invalid(draft);
        return invalid != null
                ? invalid
                : references
                        .notYetSaved(draft, partitions.of(draft.key()))
                        .map(Reply::notYetSaved)
                        .orElse(null);
    }

    private Reply.@Nullable Refused invalid(ResourceDraft draft) {
        List<Problem> problems = switch (draft.spec()) {
            case CalendarSpec calendar -> calendarCheck.problems(draft.key(), calendar);
            case LimitSpec _ -> List.of();
        };
        if (problems.isEmpty()) {
            return null;
        }
        String message = "the definition of " + draft.key() + " can't be accepted";
        return new Reply.Refused(
                Reply.Kind.INVALID, "invalid-" + draft.key().kind().word(), message, problems);
    }

    private static Reply.@Nullable Refused otherVersion(Resource before, @Nullable Integer ifVersion) {
        if (ifVersion == null || ifVersion == before.version()) {
            return null;
        }
        String message = ifVersion == Command.PutResource.ABSENT
                ? before.key() + " exists already"
                : before.key() + " is at version " + before.version() + ", not " + ifVersion;
        return new Reply.Refused(Reply.Kind.PRECONDITION_FAILED, "version-changed", message);
    }

    /** What jobs or other resources refer to stays. */
    private Reply.@Nullable Refused inUse(ResourceKey key) {
        List<String> users = Stream.concat(
                        references
                                .jobsThatName(key)
                                .map(entry -> "job " + entry.job().key()),
                        references
                                .resourcesThatName(key)
                                .map(resource -> resource.key().toString()))
                .limit(MAX_NAMED_USERS + 1)
                .toList();
        if (users.isEmpty()) {
            return null;
        }
        String named = String.join(", ", users.subList(0, Math.min(users.size(), MAX_NAMED_USERS)));
        String more = users.size() > MAX_NAMED_USERS ? " and others" : "";
        return new Reply.Refused(Reply.Kind.CONFLICT, "in-use", key + " is used by " + named + more);
    }

    private static Reply.Refused notFound(ResourceKey key) {
        return new Reply.Refused(Reply.Kind.NOT_FOUND, key.kind().word() + "-not-found", "there is no " + key);
    }

    private void answer(CommandId id, ResourceKey about, Reply reply) {
        commit.afterAll(partitions.of(about), new Effect.Answer(id, reply));
    }
}
