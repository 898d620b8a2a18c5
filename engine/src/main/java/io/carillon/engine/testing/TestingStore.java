package io.carillon.engine.testing;

import io.carillon.engine.Catalog;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Purged;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Saved;
import io.carillon.engine.Store;
import io.carillon.engine.StoreException;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The durable half of the engine in memory: the fence is honoured, everything is iterated in one order, and a commit can be told
 * to fail in each of the ways in which a database's can.
 */
public final class TestingStore implements Store, Membership {

    private final TreeMap<Partition, Ownership> ownerships = new TreeMap<>();
    private final TestingMembers members = new TestingMembers();
    private final TestingTables tables = new TestingTables();
    private Predicate<Write> refused = _ -> false;
    private Predicate<Partition> away = _ -> false;
    private @Nullable PurgeSlice lastPurge;
    private boolean failingSaved;
    private final Map<Committed, CommitOutcome.Committed> outcomes = new HashMap<>();
    private final List<CommitBatch> batches = new ArrayList<>();
    private final ArrayDeque<Fault> faults = new ArrayDeque<>();
    private final SortedSet<Partition> unreadable = new TreeSet<>();
    private final InstantSource clock;

    public TestingStore(InstantSource clock) {
        this.clock = clock;
    }

    /** What can happen to one commit. */
    public enum Fault {
        /** It fails, and everybody knows. */
        NOT_COMMITTED,
        /** It takes place, and the reply is lost. */
        DONE_REPLY_LOST,
        /** It does not take place, and the reply is lost. */
        NOT_DONE_REPLY_LOST
    }

    /** @param since nothing that was ever committed of it is later, but for its owner's own batches */
    private record Ownership(
            @Nullable NodeId owner, Instant since, boolean whole, Epoch epoch, Instant watermark, long lastId) {

        private Ownership takenBy(NodeId next, Instant at) {
            return new Ownership(next, at, false, epoch.next(), watermark, lastId);
        }

        private Ownership released(Instant at, boolean nothingUnrecorded) {
            return new Ownership(null, at, nothingUnrecorded, epoch, watermark, lastId);
        }

        private Ownership moved(Instant to, long id) {
            return new Ownership(owner, since, whole, epoch, to, id);
        }
    }

    private record Committed(NodeId node, int lane, long number) {

        private static Committed of(CommitBatch batch) {
            return new Committed(batch.node(), batch.lane(), batch.number());
        }
    }

    /** The next commits meet these faults, one each. */
    public synchronized void failNext(Fault... each) {
        faults.addAll(List.of(each));
    }

    /** The jobs of these partitions, and of no others, can't be read from now on. */
    public synchronized void failJobsOf(Partition... partitions) {
        unreadable.clear();
        unreadable.addAll(List.of(partitions));
    }

    /** The databases of these partitions do not answer from now on; those of all others do. */
    public synchronized void leaveOut(Predicate<Partition> which) {
        away = which;
    }

    private boolean isAway(Collection<Partition> partitions) {
        return partitions.stream().anyMatch(away);
    }

    /** Another node takes a partition over: whoever held it is fenced out from now on. */
    public synchronized void steal(Partition partition) {
        takeOver(new NodeId("thief"), epochs(new TreeSet<>(Set.of(partition))));
    }

    /** The epochs that partitions have now. */
    public synchronized SortedMap<Partition, Epoch> epochs(SortedSet<Partition> partitions) {
        var epochs = new TreeMap<Partition, Epoch>();
        partitions.forEach(partition -> epochs.put(partition, epoch(partition)));
        return epochs;
    }

    private Epoch epoch(Partition partition) {
        Ownership ownership = ownerships.get(partition);
        return ownership == null ? Epoch.NONE : ownership.epoch();
    }

    @Override
    public synchronized Instant present() {
        return clock.instant();
    }

    @Override
    public synchronized void join(NodeId node, ClusterRules rules) {
        members.join(node, rules, clock.instant());
    }

    @Override
    public synchronized Members renew(NodeId node, Duration lease, boolean leaving, NodeCard card) {
        Instant now = clock.instant();
        return members.renew(TestingMembers.status(node, lease, leaving, card, now), now);
    }

    @Override
    public synchronized List<NodeStatus> nodes() {
        return members.all();
    }

    @Override
    public synchronized void leave(NodeId node) {
        members.leave(node);
    }

    /** Every batch that took place, in order. */
    public synchronized List<CommitBatch> batches() {
        return List.copyOf(batches);
    }

    /** The highest number of a batch of a node that took place, in whatever lane; 0 if none did. */
    public synchronized long lastBatch(NodeId node) {
        return outcomes.keySet().stream()
                .filter(committed -> committed.node().equals(node))
                .mapToLong(Committed::number)
                .max()
                .orElse(0);
    }

    /** A row can't be read any more: it is left out from now on. */
    public synchronized void setAside(RunId run) {
        tables.setAside(run);
    }

    /** Every run, in the order of their ids. */
    public synchronized List<Run> runs() {
        return List.copyOf(tables.runs());
    }

    public synchronized Run run(RunId id) {
        return tables.run(id).orElseThrow(() -> new IllegalStateException("there is no run " + id));
    }

    /** Whether any version of a job is kept, deleted or not. */
    public synchronized boolean knowsVersionsOf(JobId job) {
        return tables.knowsVersionsOf(job);
    }

    @Override
    public synchronized List<PartitionImage> takeOver(NodeId node, SortedMap<Partition, Epoch> ifEpoch) {
        var images = new ArrayList<PartitionImage>();
        ifEpoch.forEach((partition, expected) -> {
            if (epoch(partition).equals(expected) && !away.test(partition)) {
                images.add(take(node, partition));
            }
        });
        return images;
    }

    private PartitionImage take(NodeId node, Partition partition) {
        Instant now = clock.instant();
        Ownership before = ownerships.getOrDefault(partition, new Ownership(null, now, true, Epoch.NONE, now, 0));
        Ownership after = before.takenBy(
                node,
                Stream.of(now, before.since(), lastCommit(before.owner()))
                        .max(Comparator.naturalOrder())
                        .orElse(now));
        ownerships.put(partition, after);
        tables.takeOver(partition);
        return new PartitionImage(
                partition, after.epoch(), after.since(), after.watermark(), after.lastId(), before.whole());
    }

    @Override
    public synchronized List<PartitionJobs> jobs(SortedSet<Partition> partitions, int enough) {
        if (!Collections.disjoint(unreadable, partitions) || isAway(partitions)) {
            throw new StoreException(StoreException.Code.UNAVAILABLE, "injected: jobs of " + partitions);
        }
        var read = new ArrayList<PartitionJobs>();
        int jobs = 0;
        for (Partition partition : partitions) {
            if (!read.isEmpty() && jobs >= enough) {
                break;
            }
            var next = new PartitionJobs(
                    partition, tables.jobs(partition), tables.cancelledAhead(partition, clock.instant()));
            read.add(next);
            jobs += next.jobs().size();
        }
        return read;
    }

    @Override
    public synchronized Optional<Job> job(JobKey key) {
        return tables.job(key);
    }

    private Instant lastCommit(@Nullable NodeId node) {
        return batches.stream()
                .filter(batch -> batch.node().equals(node))
                .map(CommitBatch::at)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    @Override
    public synchronized List<LoadedRun> load(RunWindow window) {
        if (isAway(window.partitions())) {
            throw new StoreException(StoreException.Code.UNAVAILABLE, "injected: runs of " + window.partitions());
        }
        return tables.load(window);
    }

    @Override
    public synchronized SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> runs) {
        return tables.endedParts(runs);
    }

    @Override
    public synchronized SortedMap<RunId, Saved> saved(SortedSet<RunId> runs) {
        if (failingSaved || isAway(runs.stream().map(RunId::partition).toList())) {
            throw new StoreException(StoreException.Code.UNAVAILABLE, "injected: what is saved of " + runs);
        }
        return tables.saved(runs);
    }

    /** Whether what is saved can't be read. */
    public synchronized void failSaved(boolean fails) {
        failingSaved = fails;
    }

    /** Runs of which something is saved. */
    public synchronized Set<RunId> saving() {
        return new TreeSet<>(tables.saving());
    }

    @Override
    public synchronized Set<AppName> apps() {
        return new TreeSet<>(tables.apps());
    }

    @Override
    public synchronized List<Resource> resources() {
        return tables.resources().all();
    }

    @Override
    public synchronized long resourceRevision() {
        return tables.resources().revision();
    }

    @Override
    public synchronized CommitOutcome commit(CommitBatch batch) {
        if (isAway(batch.fence().keySet())) {
            return new CommitOutcome.NotCommitted("injected: the database is away");
        }
        Fault fault = faults.poll();
        if (fault == null) {
            return apply(batch);
        }
        return switch (fault) {
            case NOT_COMMITTED -> new CommitOutcome.NotCommitted("injected");
            case NOT_DONE_REPLY_LOST -> new CommitOutcome.Unknown("injected, did not take place");
            case DONE_REPLY_LOST -> {
                apply(batch);
                yield new CommitOutcome.Unknown("injected, took place");
            }
        };
    }

    @Override
    public synchronized CommitOutcome outcomeOf(CommitBatch batch) {
        if (isAway(batch.fence().keySet())) {
            return new CommitOutcome.Unknown("injected: the database is away");
        }
        CommitOutcome.Committed known = outcomes.get(Committed.of(batch));
        return known != null ? known : new CommitOutcome.NotCommitted("did not take place");
    }

    @Override
    public synchronized Purged purge(PurgeSlice slice) {
        lastPurge = slice;
        return tables.purge(slice);
    }

    /** What was last asked to be purged; null if nothing ever was. */
    public synchronized @Nullable PurgeSlice lastPurge() {
        return lastPurge;
    }

    /** From now on refuses writes for good. */
    public synchronized void refuse(Predicate<Write> each) {
        refused = each;
    }

    private CommitOutcome apply(CommitBatch batch) {
        var poison = new TreeMap<Integer, String>();
        for (int i = 0; i < batch.writes().size(); i++) {
            if (refused.test(batch.writes().get(i))) {
                poison.put(i, "on purpose");
            }
        }
        return poison.isEmpty() ? applyWhole(batch) : new CommitOutcome.Refused(poison);
    }

    private CommitOutcome applyWhole(CommitBatch batch) {
        var committed = Committed.of(batch);
        if (outcomes.containsKey(committed)) {
            throw new IllegalStateException("batch " + batch.number() + " was committed before");
        }
        Set<Partition> fencedOut = fencedOut(batch.node(), batch.fence());
        tables.beginBatch();
        for (Write write : batch.writes()) {
            apply(write, fencedOut);
        }
        batches.add(batch);
        var outcome = new CommitOutcome.Committed(fencedOut);
        outcomes.put(committed, outcome);
        return outcome;
    }

    private Set<Partition> fencedOut(NodeId node, SortedMap<Partition, Epoch> fence) {
        var out = new TreeSet<Partition>();
        fence.forEach((partition, epoch) -> {
            Ownership ownership = ownerships.get(partition);
            if (ownership == null
                    || !node.equals(ownership.owner())
                    || !ownership.epoch().equals(epoch)) {
                out.add(partition);
            }
        });
        return out;
    }

    private void apply(Write write, Set<Partition> fencedOut) {
        if (write instanceof Write.Fenced fenced && fencedOut.contains(fenced.partition())) {
            return;
        }
        switch (write) {
            case Write.MovePartition move -> move(move);
            case Write.ReleasePartition release -> release(release);
            default -> tables.apply(write);
        }
    }

    private void move(Write.MovePartition move) {
        Ownership before = ownership(move.partition());
        if (move.watermark().isBefore(before.watermark()) || move.lastId() < before.lastId()) {
            throw new IllegalStateException(move + " moves back; the partition stands at " + before);
        }
        ownerships.put(move.partition(), before.moved(move.watermark(), move.lastId()));
    }

    private void release(Write.ReleasePartition release) {
        ownerships.put(release.partition(), ownership(release.partition()).released(release.at(), release.whole()));
    }

    private Ownership ownership(Partition partition) {
        Ownership ownership = ownerships.get(partition);
        if (ownership == null) {
            throw new IllegalStateException("nobody has ever owned partition " + partition);
        }
        return ownership;
    }

    /** What people read of it. */
    public Catalog catalog() {
        return new TestingCatalog(this);
    }

    synchronized <T> T read(Function<TestingTables, T> question) {
        return question.apply(tables);
    }

    @Override
    public synchronized List<PartitionStatus> partitions() {
        var statuses = new ArrayList<PartitionStatus>();
        ownerships.forEach((partition, ownership) -> statuses.add(
                new PartitionStatus(partition, ownership.owner(), ownership.epoch(), ownership.watermark())));
        statuses.removeIf(status -> away.test(status.partition()));
        return statuses;
    }
}
