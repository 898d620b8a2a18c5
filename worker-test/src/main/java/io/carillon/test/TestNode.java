package io.carillon.test;

import io.carillon.engine.Command;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Leases;
import io.carillon.engine.Reply;
import io.carillon.engine.Retained;
import io.carillon.engine.Settings;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.testing.TestingNode;
import io.carillon.gateway.DeclarationSink;
import io.carillon.gateway.LogSink;
import io.carillon.gateway.ShardSource;
import io.carillon.gateway.WorkerSessions;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The scheduler of a test, and what can happen to it. */
public final class TestNode {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration LEASE = Leases.DEFAULT.lease();
    private static final NodeId OTHER = new NodeId("another-node");
    private static final LogLimits LOG_LIMITS = LogLimits.of(1 << 20);

    /** As in production, but that a test finds what happened a year before. */
    private static final Settings SETTINGS = Settings.DEFAULT.retaining(Retained.FOREVER);

    private static final SortedSet<Partition> PARTITIONS = new TreeSet<>(List.of(new Partition(0)));

    private final World world;
    private final List<TestLink> links = new ArrayList<>();
    private @Nullable Life life;
    private Instant leasedUntil = Instant.MIN;
    private int boot;
    private boolean watching;

    TestNode(World world) {
        this.world = world;
    }

    /** One life of its process. */
    private final class Life {

        private final NodeId id = new NodeId("node-1." + ++boot);
        private final TestingNode core = new TestingNode(world.store(), world.clock(), id, PARTITIONS.size(), SETTINGS);
        private final WorkerSessions sessions = new WorkerSessions(
                id,
                HEARTBEAT,
                this::put,
                world.clock(),
                new WorkerSessions.Beside(
                        new KeptLogs(), Optional.of(Callers.DOOR), DeclarationSink.NONE, this::readShards));
        private @Nullable Instant wakeUp;

        private void begin() {
            core.tell(this::carryOut).startOwning();
            world.at(leasedUntil, "the lease of the former node is over", () -> takeOver(core));
        }

        private void readShards(RunId run, int first, ShardSource.Answer answer) {
            answer.are(world.store().catalog().shardsFrom(run, first, ShardSource.PAGE));
        }

        private void put(Event event) {
            core.deliver(event);
        }

        private void carryOut(List<Effect> effects) {
            sessions.carryOut(effects);
            sleep();
        }

        private void sleep() {
            Instant due = core.wakeUp().orElse(null);
            if (due != null && !due.equals(wakeUp)) {
                wakeUp = due;
                world.at(due, "the node wakes", () -> wake(due));
            }
        }

        private void wake(Instant due) {
            if (due.equals(wakeUp) && life == this) {
                wakeUp = null;
                put(new Event.Tick());
            }
        }
    }

    /** Lines are kept as soon as they come. */
    private final class KeptLogs implements LogSink {

        private static final int FRAME_BYTES = 256 << 10;

        @Override
        public int frameBytes() {
            return FRAME_BYTES;
        }

        @Override
        public void take(Delivery delivery, Answer answer) {
            world.logs().append(delivery.blocks(), LOG_LIMITS, world.now());
            answer.kept();
        }

        @Override
        public void refused() {
            throw new IllegalStateException("a worker sent lines that make no sense");
        }
    }

    void start() {
        life = new Life();
        life.begin();
    }

    public boolean isUp() {
        return life != null;
    }

    WorkerSessions sessions() {
        return living().sessions;
    }

    String id() {
        return life == null ? "none" : life.id.value();
    }

    void connected(TestLink link) {
        links.removeIf(known -> !known.isReady());
        links.add(link);
    }

    Reply ask(Command command) {
        return life == null
                ? new Reply.Refused(Reply.Kind.UNAVAILABLE, "node-down", "the node is down")
                : life.core.ask(command);
    }

    /** Its process dies, with all that was in its memory; what is stored stays. Workers notice at once, and dial until it is there again. */
    public void crash() {
        living().core.crash();
        world.tell("the node dies");
        life = null;
        leasedUntil = world.now().plus(LEASE);
        links.forEach(TestLink::lose);
        links.clear();
        world.settle();
    }

    /** It starts again, and goes on where the store says that it stood once the lease of its former life is over: 5 s after its death. */
    public void restart() {
        if (life != null) {
            throw new IllegalStateException("the node is up; it can be started again once it is down");
        }
        world.tell("the node starts again");
        start();
        world.settle();
    }

    /**
     * Another node takes over everything for 5 s, and this one isn't told. Whatever it decides until it finds out is refused by the store.
     * Then the other is gone, and this one takes over again.
     */
    public void loseLease() {
        TestingNode core = living().core;
        world.tell("another node takes over");
        world.store().takeOver(OTHER, world.store().epochs(PARTITIONS));
        leasedUntil = world.now().plus(LEASE);
        world.at(leasedUntil, "the lease of the other node is over", () -> takeOver(core));
        world.settle();
    }

    private void takeOver(TestingNode core) {
        if (life != null && life.core == core && !world.now().isBefore(leasedUntil)) {
            world.tell("the node takes over");
            core.takeOver(PARTITIONS);
        }
    }

    /** From now on, as long as somebody may be silent, counts for how long they have been. */
    void watch() {
        if (!watching) {
            watching = true;
            world.after(HEARTBEAT, "the node beats", this::beat);
        }
    }

    private void beat() {
        watching = false;
        if (life != null) {
            life.sessions.beat();
        }
        if (world.isWatchful()) {
            watch();
        }
    }

    private Life living() {
        if (life == null) {
            throw new IllegalStateException("the node is down");
        }
        return life;
    }
}
