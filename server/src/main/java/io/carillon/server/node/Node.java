package io.carillon.server.node;

import io.carillon.engine.Band;
import io.carillon.engine.Catalog;
import io.carillon.engine.Core;
import io.carillon.engine.Effect;
import io.carillon.engine.Leases;
import io.carillon.engine.Membership;
import io.carillon.engine.Note;
import io.carillon.engine.Settings;
import io.carillon.engine.WorkerLoad;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogStore;
import io.carillon.gateway.CallbackDoor;
import io.carillon.gateway.Commands;
import io.carillon.gateway.LiveDeclarations;
import io.carillon.gateway.SharedTime;
import io.carillon.gateway.WorkerSessions;
import io.carillon.gateway.WorkerView;
import io.carillon.model.NodeId;
import io.carillon.store.DurableStore;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A scheduler: the core on its loop, the store behind it, and the workers' streams in front of it. */
public final class Node implements AutoCloseable {

    static final int PARTITIONS = 256;

    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration ZONES_EVERY = Duration.ofMinutes(1);
    private static final int MAX_FRAME_BYTES = 4 * 1024 * 1024;

    private final NodeId id;
    private final SharedTime time;
    private final Instant startedAt;
    private final DurableStore store;
    private final StoreProbe probe;
    private final EngineLoop loop;
    private final CommitMetrics commits;
    private final Commands commands;
    private final LogIntake logs;
    private final ShardReader shards;
    private final DeclarationIntake declarations;
    private final WorkerSessions sessions;
    private final Server grpc;
    private final ScheduledExecutorService beats;
    private final ScheduledExecutorService looks;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * The gRPC port.
     *
     * @param credentials what it shows and what it asks for; insecure ones where nothing is encrypted
     * @param guard refuses calls without a valid token
     */
    public record Door(InetSocketAddress address, ServerCredentials credentials, ServerInterceptor guard) {}

    /**
     * Builds a node that has not started.
     *
     * @param door where and how workers connect
     * @param fatal ends the process when the node can't be trusted any more
     * @param logLimits how much is kept of what an attempt says
     * @param callbacks where those go who go on with what attempts have begun; nothing where nobody does
     */
    public Node(
            NodeId id,
            Door door,
            DurableStore store,
            MeterRegistry registry,
            Consumer<Throwable> fatal,
            Settings settings,
            LogLimits logLimits,
            Optional<CallbackDoor> callbacks) {
        Membership membership = store.membership();
        this.id = id;
        this.time = new SharedTime(new SystemTicker(), membership.present());
        this.startedAt = time.instant();
        this.store = store;
        this.probe = new StoreProbe(store::resourceRevision);
        var core = new Core(id, PARTITIONS, 1, settings, Leases.DEFAULT, startedAt);
        var backing = new EngineLoop.Backing(id, store, membership);
        var observer = new Observer(registry);
        this.commits = new CommitMetrics(registry, store.lanes());
        this.loop = new EngineLoop(core, backing, time, commits, effects -> carryOut(effects, observer), fatal);
        this.commands = new Commands(loop);
        this.logs = new LogIntake(store.logs(), logLimits, time, new SystemTicker(), registry);
        this.declarations = new DeclarationIntake(store.catalog(), commands, time, registry);
        this.shards = new ShardReader(store.catalog());
        var beside = new WorkerSessions.Beside(logs, callbacks, declarations, shards);
        this.sessions = new WorkerSessions(id, HEARTBEAT, loop, time, beside);
        this.grpc = NettyServerBuilder.forAddress(door.address(), door.credentials())
                .addService(new WorkerEndpoint(sessions))
                .intercept(door.guard())
                .maxInboundMessageSize(MAX_FRAME_BYTES)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .build();
        this.beats = Executors.newSingleThreadScheduledExecutor(Threads.named("carillon-beat"));
        this.looks = Executors.newSingleThreadScheduledExecutor(Threads.named("carillon-look"));
        gauges(registry);
    }

    /**
     * Begins to take its share of the partitions and opens the door to workers. A node that can't open it is closed. A look can hang
     * for as long as the database does, and so is kept away from the beats, whose number tells how long a worker has been silent:
     * beats that were missed must not be made up for.
     */
    public void start() throws IOException {
        var zones = new ZoneRulesWatch(loop);
        var resources = new ResourceWatch(store, loop);
        loop.start();
        logs.start();
        awaitPlace();
        openDoor();
        var _ = beats.scheduleWithFixedDelay(
                sessions::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        var _ = looks.scheduleWithFixedDelay(
                zones::look, ZONES_EVERY.toMillis(), ZONES_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        var _ = looks.scheduleWithFixedDelay(
                resources::look, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A client that comes at once should not be told that nobody is responsible yet; an operator who has a say is not kept waiting. */
    private void awaitPlace() {
        if (restored().isPresent()) {
            return;
        }
        try {
            loop.settled().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException slow) {
            log.warn("event=not-settled reason=\"the partitions could not be taken within {}\"", PATIENCE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void openDoor() throws IOException {
        try {
            grpc.start();
        } catch (IOException taken) {
            close();
            throw taken;
        }
    }

    public NodeId id() {
        return id;
    }

    /** What time it is, as all nodes have it. */
    public InstantSource time() {
        return time;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Catalog catalog() {
        return store.catalog();
    }

    /** What runs have said. */
    public LogStore logs() {
        return store.logs();
    }

    public Commands commands() {
        return commands;
    }

    public WorkerSessions workers() {
        return sessions;
    }

    /** Why the database does not take what this node writes; empty if it does. */
    public Optional<String> storeTrouble() {
        return commits.writability().trouble();
    }

    /** What is wrong with those of several databases that are away, or take nothing, while the first one works. */
    public List<String> databasesAway() {
        List<String> away = store.away();
        return away.isEmpty() ? commits.writability().partialTrouble().stream().toList() : away;
    }

    /** Why the database can't be read; empty if it can. People's reads are not in its way. */
    public Optional<String> storeSilence() {
        return probe.trouble();
    }

    /** Why nothing is scheduled until an operator has his say; empty unless the database was restored to an earlier point in time. */
    public Optional<String> restored() {
        return store.restored();
    }

    /** From now on the database is what it holds now. */
    public void acceptRestored() {
        store.acceptRestored();
    }

    /** Which jobs the code of the workers declares that are connected here. */
    public LiveDeclarations declared() {
        return declarations.live();
    }

    public int ownedPartitions() {
        return loop.standing().ownedPartitions();
    }

    public int grpcPort() {
        return grpc.getPort();
    }

    /** Stops in the reverse order of the start. What was acknowledged is durable when this returns. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.stop();
            beats.shutdownNow();
            looks.shutdownNow();
            sessions.close();
            declarations.close();
            logs.close();
            shards.close();
            grpc.shutdown();
            if (!grpc.awaitTermination(5, TimeUnit.SECONDS)) {
                grpc.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            store.close();
        }
    }

    private void carryOut(List<Effect> effects, Observer observer) {
        sessions.carryOut(effects);
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Answer answer -> commands.answer(answer);
                case Effect.Tell told -> observer.observe(told.note());
                case Effect.Commit _,
                        Effect.Resolve _,
                        Effect.Load _,
                        Effect.ReadParts _,
                        Effect.ReadJob _,
                        Effect.ReadSaved _,
                        Effect.Renew _,
                        Effect.TakeOver _,
                        Effect.ReadJobs _,
                        Effect.Recall _,
                        Effect.Purge _,
                        Effect.Assign _,
                        Effect.Stop _,
                        Effect.Acknowledge _,
                        Effect.AcknowledgeSaving _ -> {}
            }
        }
    }

    private void gauges(MeterRegistry registry) {
        Gauge.builder("carillon.runs.active", loop, each -> each.standing().heldRuns())
                .description("Runs that are on workers")
                .register(registry);
        Gauge.builder("carillon.backlog", loop, each -> each.standing().waitingRuns())
                .description("Runs that could begin and wait for a worker")
                .register(registry);
        Gauge.builder("carillon.runs.live", loop, each -> each.standing().liveRuns())
                .description("Runs in memory")
                .register(registry);
        Gauge.builder(
                        "carillon.jobs.parked",
                        loop,
                        each -> each.standing().memory().parkedJobs())
                .description("Jobs with more runs than their share of memory; the rest waits in the store")
                .register(registry);
        for (Band band : Band.values()) {
            Gauge.builder(
                            "carillon.backlog.shed",
                            loop,
                            each -> each.standing().memory().shed().contains(band) ? 1 : 0)
                    .description("1 while runs of a band wait in the store because memory is full")
                    .tag("band", band.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("carillon.catching.up", loop, each -> each.standing().catchingUp() ? 1 : 0)
                .description("1 while so many fires were missed that they are still being looked through")
                .register(registry);
        breakers(registry, Note.BreakerState.OPEN);
        breakers(registry, Note.BreakerState.HALF_OPEN);
        Gauge.builder("carillon.partitions.owned", loop, each -> each.standing().ownedPartitions())
                .register(registry);
        Gauge.builder("carillon.pages.not.indexed", store, DurableStore::pagesNotIndexed)
                .description("rows of history that its index doesn't hold yet: each list reads what they are found by")
                .register(registry);
        Gauge.builder(
                        "carillon.databases.away",
                        this,
                        node -> node.databasesAway().size())
                .description("Databases that do not answer, or take no writes, while the first one does")
                .register(registry);
        FunctionCounter.builder("carillon.rows.set.aside", store, DurableStore::rowsSetAside)
                .description("Times that a row was left out because it can't be read")
                .register(registry);
        Gauge.builder("carillon.store.restored", store, each -> each.restored().isPresent() ? 1 : 0)
                .description("1 while nothing is scheduled because the database went back in time")
                .register(registry);
        slots(registry, "total", worker -> worker.facts().slots());
        slots(registry, "busy", worker -> worker.running());
        load(registry, "cpu", WorkerLoad::cpu);
        load(registry, "memory", WorkerLoad::memory);
        load(registry, "io", WorkerLoad::io);
    }

    private void breakers(MeterRegistry registry, Note.BreakerState state) {
        Gauge.builder(
                        "carillon.breakers",
                        loop,
                        each -> each.standing().breakers().getOrDefault(state, 0))
                .description("Breakers of jobs and limits that hold runs back")
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private void load(MeterRegistry registry, String resource, ToIntFunction<WorkerLoad> of) {
        Gauge.builder(
                        "carillon.worker.load",
                        sessions,
                        all -> all.workers().stream()
                                        .mapToInt(worker -> of.applyAsInt(worker.load()))
                                        .filter(permille -> permille != WorkerLoad.NOT_TOLD)
                                        .average()
                                        .orElse(Double.NaN)
                                / WorkerLoad.WHOLE)
                .description("How busy the machines of connected workers are in the mean, of those that tell")
                .tag("resource", resource)
                .register(registry);
    }

    private void slots(MeterRegistry registry, String state, ToIntFunction<WorkerView> of) {
        Gauge.builder(
                        "carillon.worker.slots",
                        sessions,
                        all -> all.workers().stream().mapToInt(of).sum())
                .tag("state", state)
                .register(registry);
    }
}
