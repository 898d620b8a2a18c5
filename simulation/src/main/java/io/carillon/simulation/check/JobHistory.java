package io.carillon.simulation.check;

import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every standing that a job has had, in the order in which they became durable. */
final class JobHistory {

    private final Partition partition;
    private final List<Job> standings = new ArrayList<>();
    private @Nullable Instant ending;
    private @Nullable Instant deletedAt;

    JobHistory(Partition partition) {
        this.partition = partition;
    }

    /**
     * From when to when a job stood as it did.
     *
     * @param until the last instant that still belongs to it; null while it stands
     */
    record Span(Job job, Instant after, @Nullable Instant until) {

        boolean contains(Instant instant) {
            return instant.isAfter(after) && (until == null || !instant.isAfter(until));
        }
    }

    Partition partition() {
        return partition;
    }

    Job present() {
        return standings.getLast();
    }

    Job version(int number) {
        for (Job job : standings) {
            if (job.version() == number) {
                return job;
            }
        }
        throw new IllegalStateException("there is no version " + number + " of " + present());
    }

    boolean had(Job job) {
        return standings.contains(job);
    }

    boolean deleted() {
        return deletedAt != null;
    }

    void put(Job job) {
        standings.add(job);
    }

    /** It is being deleted: no fire after this instant is its own. */
    void ending(Instant at) {
        ending = at;
    }

    void delete(Instant now) {
        deletedAt = ending == null ? now : ending;
    }

    List<Span> spans() {
        var spans = new ArrayList<Span>();
        for (int i = 0; i < standings.size(); i++) {
            Instant until = i + 1 < standings.size() ? standings.get(i + 1).activeFrom() : deletedAt;
            spans.add(new Span(standings.get(i), standings.get(i).activeFrom(), until));
        }
        return spans;
    }
}
