package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The partitions that this core owns, with what an owner alone may hand out: epochs and ids. */
final class Partitions {

    private final int count;
    private final TreeMap<Partition, Owned> owned = new TreeMap<>();

    /** @param count how many partitions the cluster has */
    Partitions(int count) {
        this.count = count;
    }

    private static final class Owned {

        private final Epoch epoch;
        private final IdSequence ids;
        private final Instant takenAt;
        private final long inheritedId;
        private final boolean handedOver;
        private Instant watermark;

        private Owned(PartitionImage image, Instant takenAt) {
            this.epoch = image.epoch();
            this.ids = new IdSequence(image.partition(), image.lastId());
            this.inheritedId = image.lastId();
            this.watermark = image.watermark();
            this.takenAt = takenAt;
            this.handedOver = image.handedOver();
        }
    }

    void take(PartitionImage image, Instant now) {
        owned.put(image.partition(), new Owned(image, now));
    }

    void lose(Partition partition) {
        owned.remove(partition);
    }

    boolean isEmpty() {
        return owned.isEmpty();
    }

    int size() {
        return owned.size();
    }

    boolean owns(Partition partition) {
        return owned.containsKey(partition);
    }

    /**
     * Whether it is this core's to say what becomes of an attempt. An attempt of a later owner proves that the partition was lost, though
     * nobody has told this core yet, and nothing that it remembers of the run is worth anything.
     */
    boolean answersFor(RunId run, Token attempt) {
        Owned mine = owned.get(run.partition());
        return mine != null && attempt.epoch().compareTo(mine.epoch) <= 0;
    }

    SortedSet<Partition> all() {
        return new TreeSet<>(owned.keySet());
    }

    Partition of(JobKey key) {
        return Partition.of(key, count);
    }

    Partition of(ResourceKey key) {
        return Partition.of(key, count);
    }

    /** The partition that a command is about; null if it is about none that there is. */
    @Nullable
    Partition of(Command command) {
        return CommandHome.of(command, count);
    }

    boolean exists(Partition partition) {
        return partition.number() < count;
    }

    SortedMap<Partition, Epoch> epochs() {
        var epochs = new TreeMap<Partition, Epoch>();
        owned.forEach((partition, mine) -> epochs.put(partition, mine.epoch));
        return epochs;
    }

    Epoch epoch(Partition partition) {
        return mine(partition).epoch;
    }

    /** When this core took the partition over: what was due by then may have been handed out by another. */
    Instant takenAt(Partition partition) {
        return mine(partition).takenAt;
    }

    /** Whether this core has owned what a request is about since before an instant. A run to be done again may live beside its job. */
    boolean ownedBefore(Command request, Instant instant) {
        Partition about = of(request);
        boolean ofJob = !(request instanceof Command.RerunRun rerun)
                || ownedBefore(of(rerun.of().job()), instant);
        return ofJob && about != null && ownedBefore(about, instant);
    }

    private boolean ownedBefore(Partition partition, Instant instant) {
        Owned mine = owned.get(partition);
        return mine != null && mine.takenAt.isBefore(instant);
    }

    /** Whether anybody owned a partition before. */
    boolean hadOwner(Partition partition) {
        return mine(partition).inheritedId > 0;
    }

    /** Whether the former owner let go of a partition, so that whatever it had handed out is recorded. */
    boolean isHandedOver(Partition partition) {
        return mine(partition).handedOver;
    }

    /** Every partition of the cluster. */
    List<Partition> possible() {
        return IntStream.range(0, count).mapToObj(Partition::new).toList();
    }

    /** Whether this core made a run: told by the order of the ids, because the clocks of two owners need not agree. */
    boolean isMadeHere(RunId run) {
        return run.value() > mine(run.partition()).inheritedId;
    }

    /** Runs of a job can live here while another owner has the job. */
    boolean isMadeHere(JobId job) {
        return owns(job.partition()) && job.value() > mine(job.partition()).inheritedId;
    }

    RunId nextRunId(Partition partition, Instant now) {
        return new RunId(mine(partition).ids.next(now));
    }

    JobId nextJobId(Partition partition, Instant now) {
        return new JobId(mine(partition).ids.next(now));
    }

    Instant watermark(Partition partition) {
        return mine(partition).watermark;
    }

    /** No id up to this one will be made again. */
    long lastId(Partition partition) {
        return mine(partition).ids.last();
    }

    /** The write that keeps a partition's watermark and last id; the watermark never moves back. */
    Write.MovePartition move(Partition partition, @Nullable Instant through) {
        Owned mine = mine(partition);
        if (through != null && through.isAfter(mine.watermark)) {
            mine.watermark = through;
        }
        return new Write.MovePartition(partition, mine.watermark, mine.ids.last());
    }

    private Owned mine(Partition partition) {
        Owned mine = owned.get(partition);
        if (mine == null) {
            throw new IllegalStateException("partition " + partition + " is not owned; owned are " + owned.keySet());
        }
        return mine;
    }
}
