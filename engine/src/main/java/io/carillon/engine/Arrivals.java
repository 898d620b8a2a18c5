package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that were taken over and whose jobs are still being read. The core does as if it did not own them: it owns what it has
 * opened, and opens only what it knows all the jobs of.
 *
 * <p>Those that were taken together are opened together, some of them in each step, because whatever is read of runs begins anew
 * with every partition that comes in.
 */
final class Arrivals {

    /** Two that are being read, and one that a reader finds when it has finished. */
    private static final int READS_AT_ONCE = 3;

    /** Each read costs the same few queries however little it finds; how much it may find is bounded below. */
    private static final int PARTITIONS_AT_ONCE = 64;

    /** So many jobs are compiled and looked ahead of in a hundredth of a second; a partition is opened in one step whatever it has. */
    private static final int JOBS_AT_ONCE = 2_000;

    /** What is due at once in a few partitions; where there is more, it is read with everybody else's. */
    private static final int RUNS_AT_ONCE = 1_000;

    private final TreeMap<Partition, Arrival> arrivals = new TreeMap<>();
    private final List<Group> groups = new ArrayList<>();
    private final Set<SortedMap<Partition, Epoch>> reads = new LinkedHashSet<>();
    private final GroupCommit commit;
    private final Settings settings;

    Arrivals(GroupCommit commit, Settings settings) {
        this.commit = commit;
        this.settings = settings;
    }

    /** A partition that can be opened: how it stands, and its jobs. */
    record Ready(PartitionImage image, PartitionJobs jobs) {}

    /** What is opened in one step, and what there is to be done with the last of a group. */
    record Portion(List<Ready> partitions, Optional<End> end) {

        private static final Portion NONE = new Portion(List.of(), Optional.empty());
    }

    /** What there is to be said about a group that has been opened, and what is due in it. */
    record End(Note.PartitionsTaken note, DueRuns due) {}

    /** Partitions that are opened one after another, the windows over their runs all at once. */
    private static final class Group {

        private final TreeMap<Partition, Arrival> members = new TreeMap<>();
        private final List<LoadedRun> due = new ArrayList<>();
        private Instant dueThrough = Instant.MAX;
        private int opened;
        private Epoch highest = Epoch.NONE;

        private boolean isReady() {
            return members.values().stream().allMatch(arrival -> arrival.jobs != null);
        }

        private Ready take() {
            Arrival first = members.pollFirstEntry().getValue();
            opened++;
            highest = first.image.epoch().compareTo(highest) > 0 ? first.image.epoch() : highest;
            return new Ready(first.image, Objects.requireNonNull(first.jobs));
        }

        /** What happened to the runs of those that were opened in earlier steps is not known here. */
        private End end(boolean atOnce) {
            return new End(
                    new Note.PartitionsTaken(opened, highest), atOnce ? new DueRuns(due, dueThrough) : DueRuns.UNREAD);
        }

        private void isDueThrough(Instant through) {
            dueThrough = through.isBefore(dueThrough) ? through : dueThrough;
        }
    }

    private static final class Arrival {

        private final PartitionImage image;
        private Group group;
        private boolean asked;
        private boolean failed;
        private Instant notBefore = Instant.MIN;
        private @Nullable PartitionJobs jobs;

        private Arrival(PartitionImage image, Group group) {
            this.image = image;
            this.group = group;
        }

        private boolean isToBeRead(Instant now) {
            return jobs == null && !asked && !now.isBefore(notBefore);
        }
    }

    /** Partitions were taken over. */
    void expect(List<PartitionImage> taken) {
        var group = new Group();
        for (PartitionImage image : taken) {
            giveUp(image.partition());
            enter(new Arrival(image, group));
        }
    }

    /**
     * Whether a partition has been taken over and is about to be opened. One that has been taken away since then, at a higher epoch,
     * is given up.
     */
    boolean expects(Partition partition, Epoch seen) {
        Arrival arrival = arrivals.get(partition);
        if (arrival != null && seen.compareTo(arrival.image.epoch()) > 0) {
            giveUp(partition);
        }
        return arrivals.containsKey(partition);
    }

    /** Whether a partition has been taken over and has not been opened. */
    boolean expects(Partition partition) {
        return arrivals.containsKey(partition);
    }

    /** Gives up whatever has not been opened. */
    void clear() {
        arrivals.clear();
        groups.clear();
    }

    /** Whether nothing is expected but what there is trouble with. */
    boolean settled() {
        return arrivals.values().stream().allMatch(arrival -> arrival.failed);
    }

    /** Asks for jobs as long as there are readers for them. */
    void read(Instant now) {
        while (reads.size() < READS_AT_ONCE) {
            SortedMap<Partition, Epoch> next = next(now);
            if (next.isEmpty()) {
                return;
            }
            reads.add(next);
            commit.now(new Effect.ReadJobs(next, JOBS_AT_ONCE, now.plus(settings.loadAhead()), RUNS_AT_ONCE));
        }
    }

    private SortedMap<Partition, Epoch> next(Instant now) {
        var next = new TreeMap<Partition, Epoch>();
        for (Group group : groups) {
            for (Arrival arrival : group.members.values()) {
                boolean goesAlong = next.isEmpty() || (!arrival.failed && next.size() < PARTITIONS_AT_ONCE);
                if (goesAlong && arrival.isToBeRead(now)) {
                    arrival.asked = true;
                    next.put(arrival.image.partition(), arrival.image.epoch());
                    if (arrival.failed) {
                        return next;
                    }
                }
            }
        }
        return next;
    }

    /** When a read that failed is to be tried again; null if none is. */
    @Nullable
    Instant dueForReading() {
        Instant due = null;
        for (Arrival arrival : arrivals.values()) {
            if (arrival.failed && arrival.jobs == null && !arrival.asked) {
                due = Core.earlier(due, arrival.notBefore);
            }
        }
        return due;
    }

    /** Takes what was read; what is missing is asked for again. */
    void arrived(Event.JobsRead answer) {
        SortedMap<Partition, Arrival> about = ended(answer.of());
        for (PartitionJobs jobs : answer.jobs()) {
            Arrival arrival = about.get(jobs.partition());
            if (arrival != null) {
                arrival.jobs = jobs;
                arrival.group.isDueThrough(answer.due().through());
            }
        }
        for (LoadedRun run : answer.due().runs()) {
            Arrival arrival = about.get(run.run().id().partition());
            if (arrival != null && arrival.jobs != null) {
                arrival.group.due.add(run);
            }
        }
    }

    /** A read failed: each of its partitions is tried again by itself, so that one that can't be read holds up no other. */
    void failed(Event.JobsUnread answer, Instant now) {
        for (Arrival arrival : ended(answer.of()).values()) {
            leave(arrival);
            arrival.group = new Group();
            arrival.failed = true;
            arrival.notBefore = now.plus(settings.commitRetry());
            enter(arrival);
        }
    }

    /** What a read that has ended was about, as far as it is still expected at the epochs of then. */
    private SortedMap<Partition, Arrival> ended(SortedMap<Partition, Epoch> of) {
        reads.remove(of);
        var about = new TreeMap<Partition, Arrival>();
        of.forEach((partition, epoch) -> {
            Arrival arrival = arrivals.get(partition);
            if (arrival != null && arrival.image.epoch().equals(epoch)) {
                arrival.asked = false;
                about.put(partition, arrival);
            }
        });
        return about;
    }

    /** Takes what one step can open; nothing while the store is behind, because opening may write. */
    Portion takeReady() {
        Group group = commit.isBehind() ? null : opening();
        if (group == null) {
            return Portion.NONE;
        }
        var ready = new ArrayList<Ready>();
        for (int jobs = 0; jobs < JOBS_AT_ONCE && !group.members.isEmpty(); ) {
            Ready next = group.take();
            arrivals.remove(next.image().partition());
            ready.add(next);
            jobs += next.jobs().jobs().size();
        }
        if (!group.members.isEmpty()) {
            return new Portion(ready, Optional.empty());
        }
        groups.remove(group);
        return new Portion(ready, Optional.of(group.end(ready.size() == group.opened)));
    }

    /** Whether there is something that can be opened. */
    boolean isOpening() {
        return opening() != null;
    }

    /** The group that is being opened, or else the first that can be. */
    private @Nullable Group opening() {
        Group first = null;
        for (Group group : groups) {
            if (group.opened > 0) {
                return group;
            }
            first = first == null && group.isReady() ? group : first;
        }
        return first;
    }

    private void enter(Arrival arrival) {
        arrivals.put(arrival.image.partition(), arrival);
        arrival.group.members.put(arrival.image.partition(), arrival);
        if (arrival.group.members.size() == 1) {
            groups.add(arrival.group);
        }
    }

    private void giveUp(Partition partition) {
        Arrival arrival = arrivals.remove(partition);
        if (arrival != null) {
            leave(arrival);
        }
    }

    /** A group of which something was opened is not over before that has been said. What was due in one that leaves may be old by then. */
    private void leave(Arrival arrival) {
        Partition left = arrival.image.partition();
        arrival.group.members.remove(left);
        arrival.group.due.removeIf(run -> run.run().id().partition().equals(left));
        if (arrival.group.members.isEmpty() && arrival.group.opened == 0) {
            groups.remove(arrival.group);
        }
    }
}
