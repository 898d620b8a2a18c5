package io.carillon.server.node;

import io.carillon.engine.ArchiveException;
import io.carillon.engine.Band;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Core;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.Note;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Step;
import io.carillon.engine.Store;
import io.carillon.engine.StoreException;
import io.carillon.gateway.EventSink;
import io.carillon.gateway.SharedTime;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that steps a core, and the threads that read and write the store for it. If a step fails, what the core believes can't
 * be trusted any more, so the process ends: a scheduler that lives and schedules nothing is worse than one that is restarted.
 */
final class EngineLoop implements EventSink {

    private static final Logger log = LoggerFactory.getLogger(EngineLoop.class);
    private static final int MAX_EVENTS_PER_TURN = 1_000;

    /** Definitions are read on two cores and opened on a third, if there are so many. */
    private static final int TAKERS = 2;

    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration LONGEST_ABANDONED = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILED_READ = Duration.ofMillis(500);

    private final BlockingQueue<Event> inbox = new LinkedBlockingQueue<>();
    private final List<ExecutorService> writers;
    private final ExecutorService keeper = Executors.newSingleThreadExecutor(Threads.named("carillon-lease"));
    private final ExecutorService reader = Executors.newSingleThreadExecutor(Threads.named("carillon-load"));
    private final ExecutorService taker = Executors.newFixedThreadPool(TAKERS, Threads.named("carillon-take"));
    private final ExecutorService purger = Executors.newSingleThreadExecutor(Threads.named("carillon-purge"));
    private final Thread thread = Threads.named("carillon-loop").newThread(this::run);
    private final Core core;
    private final NodeId node;
    private final Store store;
    private final Membership membership;
    private final Presence presence;
    private final SharedTime time;
    private final CommitMetrics metrics;
    private final Consumer<List<Effect>> outside;
    private final Consumer<Throwable> fatal;
    private volatile Standing standing = new Standing(0, 0, 0, 0, false, Memory.EMPTY, false, Map.of());
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile boolean stopping;
    private boolean leaving;

    /**
     * @param outside carries out the effects that are not about the store
     * @param fatal ends the process
     */
    EngineLoop(
            Core core,
            Backing backing,
            SharedTime time,
            CommitMetrics metrics,
            Consumer<List<Effect>> outside,
            Consumer<Throwable> fatal) {
        this.core = core;
        this.writers = IntStream.range(0, core.lanes())
                .mapToObj(lane -> Executors.newSingleThreadExecutor(Threads.named("carillon-commit-" + lane)))
                .toList();
        this.node = backing.node();
        this.store = backing.store();
        this.membership = backing.membership();
        this.presence = backing.presence();
        this.time = time;
        this.metrics = metrics;
        this.outside = outside;
        this.fatal = fatal;
    }

    /** The node that a core is, what it stands on, and how it shows itself to others. */
    record Backing(NodeId node, Store store, Membership membership, Presence presence) {

        Backing(NodeId node, Store store, Membership membership) {
            this(node, store, membership, Presence.ALONE);
        }
    }

    /** How the core stands, as of its last turn. */
    record Standing(
            int liveRuns,
            int heldRuns,
            int waitingRuns,
            int ownedPartitions,
            boolean idle,
            Memory memory,
            boolean catchingUp,
            Map<Note.BreakerState, Integer> breakers) {}

    /** How full memory is: how many jobs and apps have more runs than their share of it, and which bands wait in the store. */
    record Memory(int parkedJobs, int parkedApps, Set<Band> shed) {

        private static final Memory EMPTY = new Memory(0, 0, Set.of());

        private static Memory of(Core core) {
            var shed = EnumSet.noneOf(Band.class);
            for (Band band : Band.values()) {
                if (core.isShed(band)) {
                    shed.add(band);
                }
            }
            return new Memory(core.parkedJobs(), core.parkedApps(), shed);
        }
    }

    private Map<Note.BreakerState, Integer> breakers() {
        int open = core.breakers(Note.BreakerState.OPEN);
        int halfOpen = core.breakers(Note.BreakerState.HALF_OPEN);
        return Map.of(Note.BreakerState.OPEN, open, Note.BreakerState.HALF_OPEN, halfOpen);
    }

    void start() {
        thread.start();
    }

    @Override
    public void put(Event event) {
        inbox.add(event);
    }

    /** Ends when the node has found its place among the others. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    Standing standing() {
        return standing;
    }

    /** Hands out nothing more, waits until everything that was decided is durable, and stops. */
    void stop() throws InterruptedException {
        put(new Event.Leaving());
        ended(Duration.ofSeconds(15));
        stopping = true;
        thread.interrupt();
        ended(Duration.ofSeconds(5));
        writers.forEach(ExecutorService::shutdown);
        reader.shutdown();
        taker.shutdown();
        keeper.shutdown();
        purger.shutdown();
        Instant patience = time.instant().plus(LONGEST_ABANDONED);
        for (ExecutorService writer : writers) {
            Duration left = Duration.between(time.instant(), patience);
            if (!writer.awaitTermination(left.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("event=commit-abandoned reason=\"the store did not answer while the node stopped\"");
            }
        }
    }

    /** Waits for the thread to end; one that was never started has. */
    private void ended(Duration patience) throws InterruptedException {
        if (thread.getState() != Thread.State.NEW) {
            thread.join(patience);
        }
    }

    private void run() {
        var events = new ArrayList<Event>();
        Instant wakeUp = time.instant();
        try {
            while (!stopping && !(leaving && core.ownedPartitions() == 0 && core.idle() && inbox.isEmpty())) {
                gather(events, wakeUp);
                wakeUp = turn(events);
                events.clear();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    /** Waits for something to happen or for the core's own wake-up, and takes whatever has come by then. */
    private void gather(List<Event> events, @Nullable Instant wakeUp) throws InterruptedException {
        Duration sleep = wakeUp == null ? LONGEST_SLEEP : Duration.between(time.instant(), wakeUp);
        if (sleep.isPositive()) {
            Duration bounded = sleep.compareTo(LONGEST_SLEEP) < 0 ? sleep : LONGEST_SLEEP;
            Event first = inbox.poll(bounded.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                events.add(first);
            }
        }
        inbox.drainTo(events, MAX_EVENTS_PER_TURN);
        if (events.isEmpty()) {
            events.add(new Event.Tick());
        }
    }

    private @Nullable Instant turn(List<Event> events) {
        Instant wakeUp = null;
        for (Event event : events) {
            leaving |= event instanceof Event.Leaving;
            Step step = core.step(event, time.instant());
            carryOut(step.effects());
            wakeUp = step.wakeUp();
        }
        standing = new Standing(
                core.liveRuns(),
                core.heldRuns(),
                core.waitingRuns(),
                core.ownedPartitions(),
                core.idle(),
                Memory.of(core),
                core.isCatchingUp(),
                breakers());
        if (core.settled()) {
            settled.complete(null);
        }
        return wakeUp;
    }

    private void carryOut(List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Commit commit -> writerOf(commit.batch()).execute(() -> commit(commit));
                case Effect.Resolve resolve -> writerOf(resolve.batch()).execute(() -> resolve(resolve));
                case Effect.Load load -> reader.execute(() -> load(load));
                case Effect.ReadParts read -> reader.execute(() -> read(read));
                case Effect.ReadJob read -> reader.execute(() -> read(read));
                case Effect.ReadSaved read -> reader.execute(() -> read(read));
                case Effect.Purge purge -> purger.execute(() -> purge(purge));
                case Effect.Renew renew -> keeper.execute(() -> renew(renew));
                case Effect.Look look -> taker.execute(() -> look(look));
                case Effect.TakeOver takeOver -> taker.execute(() -> takeOver(takeOver));
                case Effect.ReadJobs read -> taker.execute(() -> readJobs(read));
                case Effect.ToWorker _, Effect.Answer _, Effect.Tell _ -> {}
            }
        }
        if (!effects.isEmpty()) {
            outside.accept(effects);
        }
    }

    /** What is committed in one lane comes one after another. */
    private ExecutorService writerOf(CommitBatch batch) {
        return writers.get(batch.lane());
    }

    private void commit(Effect.Commit commit) {
        try {
            put(Event.CommitEnded.of(commit.batch(), metrics.timed(commit.batch(), store::commit)));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    private void resolve(Effect.Resolve resolve) {
        CommitBatch batch = resolve.batch();
        try {
            put(Event.CommitEnded.of(batch, metrics.heard(batch, store.outcomeOf(batch))));
        } catch (StoreException unreadable) {
            put(Event.CommitEnded.of(batch, new CommitOutcome.Unknown(String.valueOf(unreadable.getMessage()))));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    private void load(Effect.Load load) {
        try {
            put(new Event.Loaded(load.window(), store.load(load.window())));
        } catch (StoreException unreadable) {
            log.warn("event=load-failed code={} reason=\"{}\"", unreadable.code(), unreadable.getMessage());
            pause();
            put(new Event.LoadFailed(load.window()));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    private void read(Effect.ReadParts read) {
        try {
            put(new Event.PartsRead(read.number(), store.endedParts(read.runs())));
        } catch (StoreException unreadable) {
            log.warn("event=load-failed code={} reason=\"{}\"", unreadable.code(), unreadable.getMessage());
            pause();
            put(new Event.PartsReadFailed(read.number()));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    private void read(Effect.ReadJob read) {
        try {
            put(new Event.JobRead(read.key(), store.job(read.key()).orElse(null)));
        } catch (StoreException unreadable) {
            log.warn("event=load-failed code={} reason=\"{}\"", unreadable.code(), unreadable.getMessage());
            pause();
            put(new Event.JobUnread(read.key()));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    /** The core rests by itself before it asks again. */
    private void read(Effect.ReadSaved read) {
        try {
            put(new Event.SavedRead(read.number(), store.saved(read.runs())));
        } catch (StoreException unreadable) {
            log.warn("event=load-failed code={} reason=\"{}\"", unreadable.code(), unreadable.getMessage());
            put(new Event.SavedUnread(read.number()));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    /**
     * What time it is, is asked first and by itself: an answer is as old as it took, and a renewal waits for a disk. Who is there is asked
     * before who owns what: a partition whose owner was alive then is not taken for a dead one's.
     */
    private void renew(Effect.Renew renew) {
        long askedAt = time.ticks();
        try {
            time.heard(membership.present(), askedAt);
            Members members = membership.renew(node, renew.lease(), renew.leaving(), presence.card());
            SortedMap<Partition, PartitionStatus> statuses = statuses();
            presence.heard(members, statuses.values());
            metrics.writability().renewed();
            put(new Event.Renewed(renew.number(), members, statuses));
        } catch (StoreException unreachable) {
            metrics.writability().renewalFailed(unreachable.code() + ": " + unreachable.getMessage());
            put(new Event.RenewFailed(renew.number()));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    private void look(Effect.Look look) {
        try {
            put(new Event.Looked(look.number(), statuses()));
        } catch (StoreException unreadable) {
            put(new Event.LookFailed(look.number()));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    private SortedMap<Partition, PartitionStatus> statuses() {
        var statuses = new TreeMap<Partition, PartitionStatus>();
        store.partitions().forEach(status -> statuses.put(status.partition(), status));
        return statuses;
    }

    private void takeOver(Effect.TakeOver takeOver) {
        long askedAt = time.ticks();
        try {
            var images = store.takeOver(node, takeOver.ifEpoch());
            images.forEach(image -> time.heard(image.takenAt(), askedAt));
            put(new Event.TookOver(images, new TreeSet<>(store.apps()), store.resources()));
        } catch (StoreException failed) {
            log.warn("event=take-over-failed code={} reason=\"{}\"", failed.code(), failed.getMessage());
            put(new Event.TakeOverFailed());
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    private void readJobs(Effect.ReadJobs read) {
        try {
            put(read.from(store));
        } catch (StoreException failed) {
            log.warn(
                    "event=jobs-unread partitions={} code={} reason=\"{}\"",
                    read.of().keySet(),
                    failed.code(),
                    failed.getMessage());
            put(new Event.JobsUnread(read.of()));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    private void purge(Effect.Purge purge) {
        try {
            put(new Event.PurgeEnded(store.purge(purge.slice())));
        } catch (StoreException refused) {
            log.warn("event=purge-failed code={} reason=\"{}\"", refused.code(), refused.getMessage());
            put(new Event.PurgeEnded(null));
        } catch (ArchiveException unwritten) {
            log.warn("event=archive-failed reason=\"{}\"", unwritten.getMessage());
            put(new Event.PurgeEnded(null));
        } catch (Throwable broken) {
            fatal.accept(broken);
        }
    }

    /** Only the reading thread rests here; the loop goes on. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILED_READ.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
