package io.carillon.engine;

import java.time.Instant;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The fires ahead in one partition: for each trigger its next one that is not recorded yet. */
final class Agenda {

    private final PriorityQueue<Upcoming> upcoming = new PriorityQueue<>();
    private final Density density;
    private Instant through;

    Agenda(Instant through, Density density) {
        this.through = through;
        this.density = density;
    }

    /** A job as it was when its fire was looked up: an edit or a pause makes the entry worthless. */
    record Upcoming(Instant fire, JobEntry entry, int generation, int trigger) implements Comparable<Upcoming> {

        @Override
        public int compareTo(Upcoming other) {
            int byFire = fire.compareTo(other.fire);
            if (byFire != 0) {
                return byFire;
            }
            int byJob = entry.job().id().compareTo(other.entry.job().id());
            return byJob != 0 ? byJob : Integer.compare(trigger, other.trigger);
        }

        boolean stale() {
            return entry.generation() != generation || !entry.fires();
        }
    }

    /** Up to here everything is recorded. */
    Instant through() {
        return through;
    }

    void recordedThrough(Instant instant) {
        through = instant.isAfter(through) ? instant : through;
    }

    void add(JobEntry entry, int trigger, Instant fire) {
        upcoming.add(new Upcoming(fire, entry, entry.generation(), trigger));
        density.add(fire);
    }

    @Nullable
    Instant next() {
        Upcoming first = upcoming.peek();
        return first == null ? null : first.fire();
    }

    /** Those before an instant that still hold. */
    List<Upcoming> before(Instant limit) {
        Instant first = next();
        if (first == null || !first.isBefore(limit)) {
            return List.of();
        }
        return upcoming.stream()
                .filter(each -> each.fire().isBefore(limit) && !each.stale())
                .sorted()
                .toList();
    }

    /** Takes the next fire up to an instant; null if there is none. */
    @Nullable
    Upcoming poll(Instant limit) {
        Upcoming first = upcoming.peek();
        if (first == null || first.fire().isAfter(limit)) {
            return null;
        }
        upcoming.poll();
        density.remove(first.fire());
        return first;
    }

    /** The partition has another owner: its fires are no longer ahead of this one. */
    void discard() {
        upcoming.forEach(next -> density.remove(next.fire()));
        upcoming.clear();
    }
}
