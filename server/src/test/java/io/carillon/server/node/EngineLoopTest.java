package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.ArchiveException;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.Command;
import io.carillon.engine.CommandId;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Core;
import io.carillon.engine.Event;
import io.carillon.engine.Leases;
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
import io.carillon.engine.Retained;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Saved;
import io.carillon.engine.Settings;
import io.carillon.engine.Store;
import io.carillon.engine.testing.TestingStore;
import io.carillon.gateway.SharedTime;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.RunStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineLoopTest {

    private static final NodeId NODE = new NodeId("node-1");

    /** Ten minutes, which a round takes, are over in less than a second. */
    private static final int RUSH = 1_000;

    private static final Instant START = Instant.parse("2027-03-01T12:00:00Z");

    private final SystemTicker ticker = new SystemTicker();
    private final SharedTime clock = new SharedTime(ticker, START);
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();

    /** A store that loses its first reply, and breaks where a bug would make it break when it is asked what became of it. */
    private class BrokenStore implements Store {

        final TestingStore healthy = new TestingStore(clock);
        private final AtomicReference<@Nullable CommitBatch> lost = new AtomicReference<>();
        private final IllegalStateException bug = new IllegalStateException("a bug");

        @Override
        public List<PartitionImage> takeOver(NodeId node, SortedMap<Partition, Epoch> ifEpoch) {
            return healthy.takeOver(node, ifEpoch);
        }

        @Override
        public List<PartitionJobs> jobs(SortedSet<Partition> partitions, int enough) {
            return healthy.jobs(partitions, enough);
        }

        @Override
        public Optional<Job> job(JobKey key) {
            return healthy.job(key);
        }

        @Override
        public List<PartitionStatus> partitions() {
            return healthy.partitions();
        }

        @Override
        public List<LoadedRun> load(RunWindow window) {
            return healthy.load(window);
        }

        @Override
        public SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> runs) {
            return healthy.endedParts(runs);
        }

        @Override
        public SortedMap<RunId, Saved> saved(SortedSet<RunId> runs) {
            return healthy.saved(runs);
        }

        @Override
        public Set<AppName> apps() {
            return healthy.apps();
        }

        @Override
        public Purged purge(PurgeSlice slice) {
            return healthy.purge(slice);
        }

        @Override
        public List<Resource> resources() {
            return healthy.resources();
        }

        @Override
        public long resourceRevision() {
            return healthy.resourceRevision();
        }

        @Override
        public CommitOutcome commit(CommitBatch batch) {
            return lost.compareAndSet(null, batch)
                    ? new CommitOutcome.Unknown("the reply was lost")
                    : healthy.commit(batch);
        }

        @Override
        public CommitOutcome outcomeOf(CommitBatch batch) {
            throw bug;
        }
    }

    /** A store whose archive has no room for what it is to delete. */
    private final class FullArchive extends BrokenStore {

        private final Semaphore asked = new Semaphore(0);

        @Override
        public CommitOutcome commit(CommitBatch batch) {
            return healthy.commit(batch);
        }

        @Override
        public Purged purge(PurgeSlice slice) {
            asked.release();
            throw new ArchiveException("the archive is full", new IOException("no room"));
        }
    }

    /** A list of nodes whose disk is slow, by a clock that goes on meanwhile. */
    private static final class SlowList implements Membership {

        private final AtomicLong ticks;
        private final TestingStore healthy;

        SlowList(AtomicLong ticks, InstantSource truth) {
            this.ticks = ticks;
            this.healthy = new TestingStore(truth);
        }

        @Override
        public Instant present() {
            return healthy.present();
        }

        @Override
        public void join(NodeId node, ClusterRules rules) {
            healthy.join(node, rules);
        }

        @Override
        public Members renew(NodeId node, Duration lease, boolean leaving, NodeCard card) {
            Members members = healthy.renew(node, lease, leaving, card);
            ticks.addAndGet(Duration.ofMillis(50).toNanos());
            return members;
        }

        @Override
        public List<NodeStatus> nodes() {
            return healthy.nodes();
        }

        @Override
        public void leave(NodeId node) {
            healthy.leave(node);
        }
    }

    @Test
    void a_renewal_that_takes_long_makes_nothing_late() throws Exception {
        var ticks = new AtomicLong();
        InstantSource truth = () -> START.plusNanos(ticks.get());
        var time = new SharedTime(ticks::get, START);
        var list = new SlowList(ticks, truth);
        var lateness = new LinkedBlockingQueue<Duration>();
        var presence = new Presence() {
            @Override
            public NodeCard card() {
                return NodeCard.BLANK;
            }

            @Override
            public void heard(Members members, Collection<PartitionStatus> partitions) {
                lateness.add(Duration.between(time.instant(), truth.instant()));
            }
        };
        var core = new Core(NODE, 1, 1, Settings.DEFAULT, Leases.DEFAULT, START);
        var metrics = new CommitMetrics(new SimpleMeterRegistry());
        var backing = new EngineLoop.Backing(NODE, list.healthy, list, presence);
        var loop = new EngineLoop(core, backing, time, metrics, _ -> {}, end::complete);
        loop.start();
        lateness.take();

        ticks.addAndGet(Duration.ofSeconds(10).toNanos());
        loop.put(new Event.Tick());

        assertThat(lateness.take()).isLessThan(Duration.ofMillis(1));
        loop.stop();
    }

    @Test
    void an_archive_that_is_full_ends_nothing_and_is_tried_again_in_the_next_round() throws Exception {
        var store = new FullArchive();
        var rushing = new SharedTime(() -> ticker.getAsLong() * RUSH, START);
        var core = new Core(NODE, 1, 1, Settings.DEFAULT.retaining(Retained.DEFAULT), START);
        var metrics = new CommitMetrics(new SimpleMeterRegistry());
        var backing = new EngineLoop.Backing(NODE, store, store.healthy);
        var loop = new EngineLoop(core, backing, rushing, metrics, _ -> {}, end::complete);
        var free = new TreeMap<>(Map.of(new Partition(0), Epoch.NONE));
        loop.put(new Event.TookOver(store.takeOver(NODE, free), Set.of(), List.of()));
        loop.start();

        assertThat(store.asked.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
        assertThat(end).isNotDone();
        loop.stop();
    }

    @Test
    void a_bug_while_an_outcome_is_being_resolved_ends_the_process_and_is_not_slept_on() throws Exception {
        var store = new BrokenStore();
        var free = new TreeMap<>(Map.of(new Partition(0), Epoch.NONE));
        var core = new Core(NODE, 1, 1, Settings.DEFAULT, clock.instant());
        var metrics = new CommitMetrics(new SimpleMeterRegistry());
        var loop = new EngineLoop(
                core, new EngineLoop.Backing(NODE, store, store.healthy), clock, metrics, _ -> {}, end::complete);
        loop.put(new Event.TookOver(store.takeOver(NODE, free), Set.of(), List.of()));
        loop.start();

        loop.put(new Event.Asked(new CommandId(1), new Command.DeclareApp(new AppName("shop"))));

        assertThat(end.get(10, TimeUnit.SECONDS)).isSameAs(store.bug);
        loop.put(Event.CommitEnded.of(Objects.requireNonNull(store.lost.get()), CommitOutcome.Committed.WHOLE));
        loop.stop();
    }
}
