package io.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Band;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Purged;
import io.carillon.engine.RunWindow;
import io.carillon.engine.RunWindow.Selection.OfBand;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node as the store sees it: it takes partitions over, and numbers its batches. */
final class Owner {

    private static final int PURGED_AT_ONCE = 10;

    private final Store store;
    private final NodeId node;
    private final TreeMap<Partition, Epoch> epochs = new TreeMap<>();
    private long batches;

    Owner(Store store, String name) {
        this.store = store;
        this.node = new NodeId(name);
    }

    NodeId node() {
        return node;
    }

    List<PartitionImage> take(Partition... partitions) {
        List<PartitionImage> images = store.takeOver(node, epochs(partitions));
        images.forEach(image -> epochs.put(image.partition(), image.epoch()));
        return images;
    }

    /** The epochs that partitions have now. */
    private SortedMap<Partition, Epoch> epochs(Partition... partitions) {
        var epochs = new TreeMap<Partition, Epoch>();
        for (Partition partition : partitions) {
            epochs.put(partition, Epoch.NONE);
        }
        store.partitions().forEach(status -> epochs.computeIfPresent(status.partition(), (_, _) -> status.epoch()));
        return epochs;
    }

    PartitionImage takeOne(Partition partition) {
        return take(partition).getFirst();
    }

    /** The jobs of partitions, each of which is read by itself. */
    List<PartitionJobs> jobs(Partition... partitions) {
        var read = new ArrayList<PartitionJobs>();
        for (Partition partition : partitions) {
            read.addAll(store.jobs(new TreeSet<>(List.of(partition)), 1));
        }
        return read;
    }

    /** The next batch; its fence names every partition that this node believes to own. */
    CommitBatch batch(Write... writes) {
        return batch(Instant.EPOCH, writes);
    }

    /** A batch in some lane. */
    CommitBatch batch(int lane, long number, Write... writes) {
        return new CommitBatch(node, lane, number, Instant.EPOCH, new TreeMap<>(epochs), List.of(writes));
    }

    private CommitBatch batch(Instant at, Write... writes) {
        return new CommitBatch(node, 0, ++batches, at, new TreeMap<>(epochs), List.of(writes));
    }

    /** Commits something when it is a certain time for this node. */
    void writeAt(Instant at, Write... writes) {
        assertThat(store.commit(batch(at, writes))).isEqualTo(CommitOutcome.Committed.WHOLE);
    }

    CommitOutcome commit(Write... writes) {
        return store.commit(batch(writes));
    }

    /** Commits what must succeed as a whole. */
    void write(Write... writes) {
        assertThat(commit(writes)).isEqualTo(CommitOutcome.Committed.WHOLE);
    }

    /** Commits what no sound writer would send. */
    void writeWrongly(Write... writes) {
        try {
            assertThat(commit(writes)).isNotInstanceOf(CommitOutcome.Unknown.class);
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }

    List<Run> load(Instant through, int limit) {
        return load(null, null, through, limit).stream().map(LoadedRun::run).toList();
    }

    /** Reads the band in which the samples are. */
    List<LoadedRun> load(@Nullable Instant after, @Nullable RunId afterId, Instant through, int limit) {
        return load(new OfBand(Band.HIGH, new TreeSet<>()), after, afterId, through, limit);
    }

    List<LoadedRun> load(
            RunWindow.Selection selection,
            @Nullable Instant after,
            @Nullable RunId afterId,
            Instant through,
            int limit) {
        return store.load(new RunWindow(new TreeSet<>(epochs.keySet()), selection, after, afterId, through, limit));
    }

    /** Reads everything of a selection, a few runs at a time. */
    List<Run> loadAll(RunWindow.Selection selection, Function<Run, Instant> instantOf, Instant through, int limit) {
        var read = new ArrayList<Run>();
        List<LoadedRun> next = load(selection, null, null, through, limit);
        while (!next.isEmpty()) {
            next.forEach(loaded -> read.add(loaded.run()));
            next = load(
                    selection, instantOf.apply(read.getLast()), read.getLast().id(), through, limit);
        }
        return read;
    }

    /** Deletes whatever is old enough, a few rows at a time, and returns how many runs went. */
    int purge(Instant at, Instant before, @Nullable Instant deadBefore) {
        int runs = 0;
        Purged purged = purge(at, before, deadBefore, PURGED_AT_ONCE);
        while (purged.more()) {
            runs += purged.runs();
            purged = purge(at, before, deadBefore, PURGED_AT_ONCE);
        }
        return runs + purged.runs();
    }

    private Purged purge(Instant at, Instant before, @Nullable Instant deadBefore, int limit) {
        return store.purge(new PurgeSlice(at, before, deadBefore, limit));
    }

    static Write put(Job job) {
        return new Write.PutJob(job.id().partition(), job);
    }

    static Write delete(Job job) {
        return delete(job, Samples.T0);
    }

    static Write delete(Job job, Instant at) {
        return new Write.DeleteJob(job.id().partition(), job.id(), at);
    }

    static Write mark(Run run, Mark mark) {
        return new Write.MarkRun(run.id().partition(), run.id(), mark);
    }

    static Write insert(Run run) {
        return new Write.InsertRun(run.id().partition(), run);
    }

    static Write update(Run run) {
        return new Write.UpdateRun(run.id().partition(), run);
    }

    static Write withdraw(Job job, Instant after) {
        return new Write.WithdrawFires(job.id().partition(), job.id(), after);
    }

    static Write withdraw(Job job, int trigger, Instant after) {
        return new Write.WithdrawFires(job.id().partition(), job.id(), after, OptionalInt.of(trigger));
    }

    static Write cancelPending(Job job, Instant at) {
        return new Write.CancelPending(job.id().partition(), job.id(), at);
    }

    static Write cancel(Run run, Instant at) {
        return update(run.withState(new RunState.Cancelled(null, null, at)));
    }
}
