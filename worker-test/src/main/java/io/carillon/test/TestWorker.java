package io.carillon.test;

import io.carillon.engine.testing.Machine;
import io.carillon.worker.NodeLink;
import io.carillon.worker.TurnedWorker;
import io.carillon.worker.Worker;
import io.carillon.worker.WorkerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker process of a test, and what can happen to it. */
public final class TestWorker {

    /** A worker about which nothing but beats has been heard for so long is left in peace. */
    private static final Duration QUIET_AFTER = Duration.ofSeconds(15);

    private static final Duration LONGEST_PEACE = Duration.ofHours(1);

    private final World world;
    private final String name;
    private final Consumer<WorkerBuilder> settings;
    private final Machine machine;
    private @Nullable Life life;
    private Instant cutUntil = Instant.MIN;
    private Duration lateness = Duration.ZERO;

    TestWorker(World world, String name, Consumer<WorkerBuilder> settings, Machine machine) {
        this.world = world;
        this.name = name;
        this.settings = settings;
        this.machine = machine;
    }

    public String name() {
        return name;
    }

    /** Whether its process is there. */
    public boolean isUp() {
        return machine.up();
    }

    boolean isPaused() {
        return machine.paused();
    }

    void start() {
        machine.start();
        var born = new Life();
        life = born;
        born.loop.begin();
        born.turn();
    }

    /**
     * Its process dies here and now, with all that it does and knows: a handler of it never gets further, not even to its {@code finally}.
     * The node notices at once that the connection is gone.
     */
    public void crash() {
        Life dying = living();
        world.tell(name + " dies");
        machine.kill();
        life = null;
        if (dying.link != null) {
            dying.link.leave();
        }
        dying.vanish();
        world.settle();
    }

    /** A new process takes the place of the one that died; it knows nothing of what that one did. */
    public void restart() {
        if (machine.up()) {
            throw new IllegalStateException(name + " is up; it can be started again once it is down");
        }
        world.tell(name + " starts again");
        start();
        world.settle();
    }

    /** Takes no more work, lets what runs finish for so long, and ends. */
    public void leave(Duration limit) {
        Life leaving = living();
        world.tell(name + " is asked to leave");
        leaving.loop.drain(limit);
        world.settle();
    }

    /** Its connection breaks, both ends notice, and for so long there is no other. What runs goes on. */
    public void disconnect(Duration span) {
        Life here = living();
        world.tell(name + " is cut off for " + span);
        cutUntil = world.now().plus(span);
        if (here.link != null) {
            here.link.cut();
        }
        world.settle();
    }

    /**
     * Its process stands still for so long, and nobody is told: as in a long garbage collection, or on a machine that is suspended. Not for
     * its own handlers to call.
     */
    public void pause(Duration span) {
        Life here = living();
        if (here.plays.stream().anyMatch(Play::isMine)) {
            throw new IllegalStateException("a handler of " + name + " would go on while its process stands still");
        }
        world.tell(name + " stands still for " + span);
        machine.pause();
        world.node().watch();
        world.workers().values().forEach(TestWorker::stir);
        world.after(span, name + " goes on", () -> resume(here));
        world.settle();
    }

    private void resume(Life here) {
        if (life == here && machine.paused()) {
            world.tell(name + " goes on");
            machine.resume();
            stir();
        }
    }

    /** From now on what it says of how attempts ended arrives so much later. */
    public void delayResults(Duration span) {
        lateness = span;
        if (life != null && life.link != null) {
            life.link.delayResults(span);
        }
    }

    /** Ends what it has in an orderly way, at the end of a test. */
    void close() {
        if (machine.paused()) {
            machine.resume();
        }
        if (life != null) {
            life.loop.drain(Duration.ZERO);
        }
    }

    void stir() {
        if (life != null) {
            life.stir();
        }
    }

    void letHandlersGoOn() {
        if (life != null && !machine.paused()) {
            life.letHandlersGoOn();
        }
    }

    private Life living() {
        if (life == null) {
            throw new IllegalStateException(name + " is down");
        }
        return life;
    }

    /** One life of its process. */
    private final class Life {

        private final Instant born = world.now();
        private final TurnedWorker loop;
        private final List<Play> plays = new ArrayList<>();
        private @Nullable TestLink link;
        private volatile boolean stirred;
        private long wakeUps;

        private Life() {
            var builder = Worker.builder()
                    .workerId(name)
                    .ids(() -> name + "-" + machine.boot())
                    .random(new SplittableRandom(name.hashCode()))
                    .clock(world.clock())
                    .ticker(this::elapsed);
            settings.accept(builder);
            this.loop = builder.turned(new TurnedWorker.Surroundings(
                    this::dial, new HandlerThreads(this::begin), world.stage().patience(), () -> stirred = true));
        }

        private Duration elapsed() {
            return Duration.between(born, world.now());
        }

        private NodeLink dial(String theOnlyOne, NodeLink.Listener listener) {
            TestNode node = world.node();
            if (!node.isUp() || world.now().isBefore(cutUntil)) {
                throw new IllegalStateException(node.isUp() ? "the network is cut" : "the node is down");
            }
            var opened = new TestLink(world, name, node.sessions(), listener);
            opened.delayResults(lateness);
            node.connected(opened);
            link = opened;
            return opened;
        }

        private void begin(Runnable work) {
            plays.add(new Play("a handler of " + name, work));
        }

        /** Handlers first, then what came of them: until neither has anything left to do at this instant. */
        private void letHandlersGoOn() {
            while (life == this && (hasReadyHandler() || stirred)) {
                for (Play play : List.copyOf(plays)) {
                    if (life == this && play.isReady()) {
                        world.stage().goOn(play);
                    }
                }
                plays.removeIf(Play::isOver);
                if (life == this) {
                    turn();
                }
            }
        }

        private boolean hasReadyHandler() {
            return plays.stream().anyMatch(Play::isReady);
        }

        private void stir() {
            stirred = true;
        }

        private void turn() {
            stirred = false;
            loop.turn();
            if (loop.hasEnded()) {
                world.tell(name + " has left");
                machine.kill();
                life = null;
            } else {
                sleep();
            }
        }

        private void sleep() {
            long mine = ++wakeUps;
            loop.wakeUp().ifPresent(due -> {
                Instant at = born.plus(due).plusNanos(999).truncatedTo(ChronoUnit.MICROS);
                Instant peace = world.now().plus(LONGEST_PEACE);
                world.at(isQuiet() && at.isBefore(peace) ? peace : at, name + " wakes", machine.inside(() -> {
                    if (mine == wakeUps) {
                        turn();
                    }
                }));
            });
        }

        /** While nothing goes on, beats say nothing new: an hour without them is as good as one with thousands. */
        private boolean isQuiet() {
            return plays.isEmpty() && link != null && link.isQuiet(QUIET_AFTER) && !world.isWatchful();
        }

        private void vanish() {
            Play mine = null;
            for (Play play : plays) {
                if (play.isMine()) {
                    mine = play;
                } else {
                    play.vanish();
                }
            }
            if (mine != null) {
                mine.vanish();
            }
        }
    }
}
