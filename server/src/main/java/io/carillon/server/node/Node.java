package io.carillon.server.node;

import io.carillon.engine.Catalog;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.Core;
import io.carillon.engine.Effect;
import io.carillon.engine.Leases;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.Settings;
import io.carillon.engine.StoreException;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogStore;
import io.carillon.gateway.Answerer;
import io.carillon.gateway.CallbackDoor;
import io.carillon.gateway.Commands;
import io.carillon.gateway.LiveDeclarations;
import io.carillon.gateway.SharedTime;
import io.carillon.gateway.WorkerSessions;
import io.carillon.gateway.WorkerView;
import io.carillon.gateway.feed.FeedDesk;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.server.node.peer.Peers;
import io.carillon.store.DurableStore;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A scheduler: the core on its loop, the store behind it, and the workers' streams in front of it. */
public final class Node implements AutoCloseable {

    static final int PARTITIONS = 256;

    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration ZONES_EVERY = Duration.ofMinutes(1);

    private final NodeId id;
    private final SharedTime time;
    private final Instant startedAt;
    private final DurableStore store;
    private final Ground ground;
    private final Membership membership;
    private final StoreProbe probe;
    private final EngineLoop loop;
    private final CommitMetrics commits;
    private final Commands commands;
    private final LogIntake logs;
    private final ShardReader shards;
    private final DeclarationIntake declarations;
    private final ResourceWatch resources;
    private final AppWatch apps;
    private final OwnCard card;
    private final ClusterDesk cluster;
    private final Reach reach;
    private final WorkerSessions sessions;
    private final FeedEndpoint feeds;
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
    public record Door(InetSocketAddress address, ServerCredentials credentials, ServerInterceptor guard, Reach reach) {

        /** The door of a node that has no others beside it. */
        public Door(InetSocketAddress address, ServerCredentials credentials, ServerInterceptor guard) {
            this(address, credentials, guard, new Reach("localhost", InsecureChannelCredentials.create(), ""));
        }
    }

    /**
     * How nodes reach each other.
     *
     * @param address where others reach this one, as HOST:PORT, or HOST if it is the gRPC port
     * @param credentials what this one shows to others, and whom it believes
     * @param token what opens the others' doors
     */
    public record Reach(String address, ChannelCredentials credentials, String token) {

        String at(int port) {
            boolean hasPort = address.lastIndexOf(':') > address.lastIndexOf(']');
            return hasPort ? address : address + ":" + port;
        }
    }

    /** Builds a node, that has not started, on a store that says as well who is there. */
    public Node(
            NodeId id,
            Door door,
            DurableStore store,
            MeterRegistry registry,
            Consumer<Throwable> fatal,
            Settings settings,
            LogLimits logLimits,
            Optional<CallbackDoor> callbacks) {
        this(id, door, Ground.of(store), registry, fatal, settings, logLimits, callbacks);
    }

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
            Ground ground,
            MeterRegistry registry,
            Consumer<Throwable> fatal,
            Settings settings,
            LogLimits logLimits,
            Optional<CallbackDoor> callbacks) {
        this.id = id;
        this.ground = ground;
        this.store = ground.store();
        this.membership = new MeasuredMembership(ground.membership(), registry);
        this.time = new SharedTime(new SystemTicker(), membership.present());
        this.startedAt = time.instant();
        this.probe = new StoreProbe(store::resourceRevision);
        var core = new Core(id, PARTITIONS, 1, settings, Leases.DEFAULT, startedAt);
        membership.join(id, new ClusterRules(PARTITIONS, Leases.DEFAULT.lease()));
        this.beats = Executors.newSingleThreadScheduledExecutor(Threads.named("carillon-beat"));
        this.looks = Executors.newSingleThreadScheduledExecutor(Threads.named("carillon-look"));
        this.reach = door.reach();
        var lately = new WorstLately(new SystemTicker());
        var owners = new OwnerWatch(store.catalog(), looks);
        var peers = new Peers(reach.credentials(), reach.token(), store.catalog()::run, registry);
        this.card = new OwnCard(time, startedAt, lately, owners.whereabouts(), peers, this::tellWorkers);
        var backing = new EngineLoop.Backing(id, store, membership, card);
        var observer = new Observer(registry, lately);
        this.commits = new CommitMetrics(registry, store.lanes());
        this.loop = new EngineLoop(core, backing, time, commits, effects -> carryOut(effects, observer), fatal);
        this.commands = new Commands(loop);
        this.logs = new LogIntake(store.logs(), logLimits, time, new SystemTicker(), registry);
        this.resources = new ResourceWatch(store, loop);
        this.apps = new AppWatch(store, loop);
        this.cluster = new ClusterDesk(
                id, store.catalog(), commands, time, owners.whereabouts(), peers, this::lookAround, this::ownWorkers);
        this.declarations = new DeclarationIntake(store.catalog(), cluster, time, registry);
        this.shards = new ShardReader(store.catalog());
        var beside = new WorkerSessions.Beside(logs, callbacks, declarations, shards);
        this.sessions = new WorkerSessions(id, HEARTBEAT, loop, time, beside);
        this.feeds = new FeedEndpoint(id, new FeedDesk(cluster, store.catalog(), time, store::restored), registry);
        this.grpc = NettyServerBuilder.forAddress(door.address(), door.credentials())
                .addService(new WorkerEndpoint(sessions))
                .addService(cluster.endpoint())
                .addService(feeds)
                .intercept(door.guard())
                .maxInboundMessageSize(Peers.MAX_FRAME_BYTES)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .build();
        new NodeGauges(loop, store, this::databasesAway, sessions, registry).register();
    }

    /**
     * Begins to take its share of the partitions and opens the door to workers. A node that can't open it is closed. A look can hang
     * for as long as the database does, and so is kept away from the beats, whose number tells how long a worker has been silent:
     * beats that were missed must not be made up for.
     */
    public void start() throws IOException {
        var zones = new ZoneRulesWatch(loop);
        loop.start();
        logs.start();
        awaitPlace();
        openDoor();
        var _ = beats.scheduleWithFixedDelay(
                sessions::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        var _ = looks.scheduleWithFixedDelay(
                zones::look, ZONES_EVERY.toMillis(), ZONES_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        var _ = looks.scheduleWithFixedDelay(
                this::lookAround, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
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
            card.reachedAt(reach.at(grpc.getPort()));
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

    /** Answers every command, whichever node owns what it is about. */
    public Answerer answerer() {
        return cluster;
    }

    /** Who answers for a run, as far as this node knows. */
    public NodeId ownerOf(RunId run) {
        return cluster.ownerOf(run);
    }

    /** The workers that are connected to any node. */
    public Collection<WorkerView> workers() throws InterruptedException {
        return cluster.workers();
    }

    /** The nodes of the cluster. One that shares its database with nobody is alone. */
    public List<NodeStatus> nodes() {
        List<NodeStatus> nodes = membership.nodes();
        return nodes.isEmpty() ? List.of(new NodeStatus(id, card.card(), false, Instant.MAX)) : nodes;
    }

    /** Why the database does not take what this node writes; empty if it does. */
    public Optional<String> storeTrouble() {
        return commits.writability().trouble();
    }

    /** Where it is written down which nodes there are. */
    public String listedAt() {
        return ground.place();
    }

    /** Why this node can't renew its lease although the database is well; empty if it can, and where the lease is in the database. */
    public Optional<String> membershipTrouble() {
        return ground.isListedElsewhere() ? commits.writability().leaseTrouble() : Optional.empty();
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
            commands.close();
            beats.shutdownNow();
            looks.shutdownNow();
            sessions.close();
            feeds.close();
            declarations.close();
            cluster.close();
            logs.close();
            shards.close();
            grpc.shutdown();
            if (!grpc.awaitTermination(5, TimeUnit.SECONDS)) {
                grpc.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
            store.close();
        }
    }

    /** What others may have of this node they may have at once. */
    private void leave() {
        try {
            membership.leave(id);
        } catch (StoreException unreachable) {
            log.debug("event=not-left code={}", unreachable.code());
        }
    }

    /** Reads again what all nodes know. */
    private void lookAround() {
        resources.look();
        apps.look();
    }

    private void tellWorkers(Map<NodeId, String> nodes) {
        sessions.tell(nodes);
    }

    private List<WorkerView> ownWorkers() {
        return sessions.workers();
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
                        Effect.Look _,
                        Effect.TakeOver _,
                        Effect.ReadJobs _,
                        Effect.Purge _,
                        Effect.ToWorker _ -> {}
            }
        }
    }
}
