package io.carillon.simulation;

import io.carillon.engine.testing.Machine;
import io.carillon.model.WorkerId;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.simulation.check.Happening;
import io.carillon.worker.core.AttemptKey;
import io.carillon.worker.core.Effect;
import io.carillon.worker.core.Load;
import io.carillon.worker.core.Moment;
import io.carillon.worker.core.Step;
import io.carillon.worker.core.WorkerCore;
import io.carillon.worker.core.WorkerEvent;
import io.carillon.worker.core.WorkerEvent.LinkLost;
import io.carillon.worker.core.WorkerEvent.Loss;
import io.carillon.worker.core.WorkerProfile;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A worker: the production core in a process of the simulation, with tasks that take time, fail, hang and kill. */
final class SimulatedWorker {

    static final String APP = "dev";
    static final String TASK_TYPE = "noop";

    private final World world;
    private final SimulatedNode node;
    private final Machine machine;
    private final WallClock clock;
    private final Chance chance;
    private final Map<String, String> labels;
    private final Elsewhere elsewhere;
    private @Nullable Life process;
    private boolean retired;

    /**
     * @param node where it dials
     * @param elsewhere where its tasks leave what goes on without them
     */
    SimulatedWorker(String name, SimulatedNode node, Map<String, String> labels, Elsewhere elsewhere, World world) {
        this.elsewhere = elsewhere;
        this.labels = labels;
        this.world = world;
        this.node = node;
        this.machine = new Machine(name, world.timeline());
        this.clock = new WallClock(world.timeline());
        this.chance = world.chance().of(name);
    }

    String name() {
        return machine.name();
    }

    Machine machine() {
        return machine;
    }

    WallClock clock() {
        return clock;
    }

    SimulatedNode node() {
        return node;
    }

    /** Where it is connected, if it is. */
    @Nullable
    Stream stream() {
        return process == null ? null : process.stream;
    }

    void start() {
        machine.start();
        process = new Life(name() + "." + machine.boot());
        process.handle(new WorkerEvent.Began());
        process.sleep();
    }

    /** The process dies. Whether the node notices at once depends on whether its machine does too. */
    void kill(boolean machineToo) {
        Life dying = process;
        if (dying == null) {
            return;
        }
        machine.kill();
        process = null;
        world.see(new Happening.WorkerDied(dying.name));
        if (dying.stream != null && !machineToo) {
            dying.stream.hangUp();
        }
    }

    void startAgain(Duration after) {
        world.timeline().after(after, name() + " starts again", () -> {
            if (!machine.up() && !retired) {
                start();
            }
        });
    }

    /** Dies with its machine and never comes back. */
    void retire() {
        retired = true;
        kill(true);
    }

    /** Ends what hangs. */
    void heal() {
        if (process != null) {
            process.endWhatHangs();
        }
    }

    private record Task(AttemptKey attempt, TaskFaults.Course course) {}

    /** One life of the worker. */
    private final class Life implements Effect.Shell {

        private final String name;
        private final WorkerCore core;
        private final Instant bornAt = world.timeline().now();
        private final ArrayDeque<WorkerEvent> inbox = new ArrayDeque<>();
        private final Map<AttemptKey, Task> tasks = new LinkedHashMap<>();
        private final SavingTasks saves = new SavingTasks(world::see, this::stir);
        private final TalkingTasks talks =
                new TalkingTasks(world::see, world.database().lines(), this::stir);
        private @Nullable Stream stream;
        private @Nullable Duration wakeUp;
        private int link;
        private long wakeUps;
        private boolean turning;
        private boolean linesWait;
        private boolean ended;

        private Life(String name) {
            this.name = name;
            var profile = new WorkerProfile(
                    machine.name(),
                    name,
                    APP,
                    world.plan().slots(),
                    new TreeSet<>(List.of(TASK_TYPE)),
                    new TreeMap<>(labels));
            this.core = new WorkerCore(
                    profile, world.variation().limits(), chance.of(name).generator(), gauge(chance.of(name + " load")));
        }

        /** Sometimes it says how busy it is, and never twice the same. */
        private static Load.Gauge gauge(Chance chance) {
            return () -> chance.in(0.2)
                    ? Load.NOT_TOLD
                    : new Load(chance.below(1_001), chance.below(1_001), chance.below(1_001));
        }

        private void stir() {
            put(new WorkerEvent.TimePassed());
        }

        private void put(WorkerEvent event) {
            inbox.add(event);
            if (!turning) {
                turning = true;
                world.timeline().after(chance.micros(10, 200), name + " turns", machine.inside(this::turn));
            }
        }

        private void turn() {
            turning = false;
            for (WorkerEvent next = inbox.poll(); next != null && !ended; next = inbox.poll()) {
                handle(next);
            }
            if (!ended && wakeUp != null && elapsed().compareTo(wakeUp) >= 0) {
                handle(new WorkerEvent.TimePassed());
            }
            if (!ended && talks.isWaiting() != linesWait) {
                linesWait = !linesWait;
                handle(new WorkerEvent.LogsWait(linesWait));
            }
            while (!ended && stream != null && handle(new WorkerEvent.LinkReady(link))) {
                // Whatever waits leaves in as few frames as it fits into.
            }
            ship();
            sleep();
        }

        private void ship() {
            Stream open = stream;
            if (!ended && open != null) {
                saves.next(elapsed()).ifPresent(open::send);
                talks.next(elapsed()).ifPresent(open::send);
            }
        }

        private void sleep() {
            Duration next = earlier(earlier(wakeUp, saves.wakeUp()), talks.wakeUp());
            if (ended || next == null) {
                return;
            }
            long mine = ++wakeUps;
            Duration sleep = next.minus(elapsed());
            world.timeline().after(sleep.isNegative() ? Duration.ZERO : sleep, name + " wakes", machine.inside(() -> {
                if (mine == wakeUps && !turning) {
                    turn();
                }
            }));
        }

        private static @Nullable Duration earlier(@Nullable Duration one, Optional<Duration> other) {
            return other.filter(due -> one == null || due.compareTo(one) < 0).orElse(one);
        }

        private void lostLink() {
            saves.lost();
            talks.lost();
        }

        private boolean handle(WorkerEvent event) {
            if (event instanceof WorkerEvent.FrameReceived heard && heard.link() == link && stream != null) {
                saves.heed(heard.frame(), elapsed());
                talks.heed(heard.frame(), elapsed());
            } else if (event instanceof LinkLost lost && lost.link() == link) {
                lostLink();
            }
            Step step = core.step(event, new Moment(clock.instant(), elapsed()));
            wakeUp = step.wakeUp().orElse(null);
            step.effects().forEach(effect -> effect.applyTo(this));
            return !step.effects().isEmpty();
        }

        private Duration elapsed() {
            return Duration.between(bornAt, world.timeline().now());
        }

        @Override
        public void dial(Effect.Dial effect) {
            link = effect.link();
            lostLink();
            int dialled = link;
            boolean cut = world.network().isCut(name(), node.name())
                    || world.network().isCut(node.name(), name());
            if (!node.isOpen() && !cut) {
                stream = null;
                lose(dialled, Loss.UNREACHABLE, world.network().delay());
                return;
            }
            stream = cut && !node.isOpen() ? null : connect(dialled);
        }

        private Stream connect(int dialled) {
            var opened = new Stream(
                    world.network(),
                    world.frameFaults(),
                    name(),
                    node,
                    new Stream.Listener(
                            frame -> receive(dialled, frame), () -> lose(dialled, Loss.CLOSED, Duration.ZERO)));
            node.connected(opened);
            return opened;
        }

        private void receive(int dialled, NodeFrame frame) {
            machine.inside(() -> heard(new WorkerEvent.FrameReceived(dialled, frame)))
                    .run();
        }

        private void lose(int dialled, Loss loss, Duration after) {
            world.timeline()
                    .after(
                            after,
                            name + " loses link " + dialled,
                            machine.inside(() -> heard(new LinkLost(dialled, loss, "gone"))));
        }

        /** A frame for a process that has been replaced since is for nobody. */
        private void heard(WorkerEvent event) {
            if (process == this) {
                put(event);
            }
        }

        @Override
        public void send(Effect.Send effect) {
            if (stream != null && effect.link() == link) {
                stream.send(effect.frame());
            }
        }

        @Override
        public void hangUp(Effect.HangUp effect) {
            if (stream != null && effect.link() == link) {
                stream.hangUp();
                stream = null;
                lostLink();
            }
        }

        @Override
        public void run(Effect.RunTask effect) {
            AttemptKey attempt = effect.attempt();
            var task = new Task(
                    attempt,
                    world.taskFaults()
                            .courseOf(
                                    effect.assignment().getPhase(),
                                    chance.of(name + attempt),
                                    world.chance().of("run " + attempt.runId())));
            tasks.put(attempt, task);
            var of = WireAttempt.of(attempt);
            world.see(new Happening.TaskBegan(name, of.run(), of.token()));
            saves.begin(attempt, effect.assignment());
            talks.begin(attempt);
            talks.say(attempt, clock.instant());
            goOn(task, chance.of(name + attempt + " saves"));
            switch (task.course()) {
                case TaskFaults.Course.Ends ends -> endAfter(task, ends.after(), ends.outcome());
                case TaskFaults.Course.Hangs hangs -> endAfter(task, hangs.atMost(), TaskOutcome.succeeded());
                case TaskFaults.Course.Defers defers -> {
                    beginElsewhere(task, defers);
                    endAfter(task, defers.after(), TaskOutcome.awaitCallback());
                }
                case TaskFaults.Course.KillsItsWorker kills ->
                    world.timeline().after(kills.after(), name + " is killed by a task", machine.inside(() -> {
                        kill(false);
                        startAgain(chance.millis(100, 3_000));
                    }));
            }
        }

        private void beginElsewhere(Task task, TaskFaults.Course.Defers defers) {
            var of = WireAttempt.of(task.attempt());
            world.timeline().after(defers.begins(), name + " task begins elsewhere", machine.inside(() -> {
                if (process == this && tasks.containsValue(task)) {
                    elsewhere.begin(name, new WorkerId(machine.name()), of.run(), of.token(), defers.well());
                }
            }));
        }

        /** Half of the tasks leave something now and then. */
        private void goOn(Task task, Chance own) {
            if (own.in(0.5)) {
                world.timeline().after(own.millis(1, 400), name + " task goes on", machine.inside(() -> {
                    if (process == this && tasks.containsValue(task)) {
                        saves.goOn(task.attempt(), own);
                        talks.say(task.attempt(), clock.instant());
                        goOn(task, own);
                    }
                }));
            }
        }

        private static Happening.End end(TaskOutcome outcome) {
            if (outcome instanceof TaskOutcome.Succeeded) {
                return Happening.End.SUCCEEDED;
            }
            return outcome instanceof TaskOutcome.Skipped ? Happening.End.SKIPPED : Happening.End.OTHER;
        }

        private void endAfter(Task task, Duration span, TaskOutcome outcome) {
            world.timeline().after(span, name + " task ends", machine.inside(() -> end(task, outcome)));
        }

        private void end(Task task, TaskOutcome outcome) {
            if (process == this && tasks.remove(task.attempt(), task)) {
                var of = WireAttempt.of(task.attempt());
                world.see(seen(of, outcome));
                talks.say(task.attempt(), clock.instant());
                talks.end(task.attempt());
                put(new WorkerEvent.TaskEnded(task.attempt(), outcome, false, saves.end(task.attempt())));
            }
        }

        private Happening seen(WireAttempt of, TaskOutcome outcome) {
            return switch (outcome) {
                case TaskOutcome.Deferred _ -> new Happening.TaskDeferred(name, of.run(), of.token());
                case TaskOutcome.Mapped mapped ->
                    new Happening.TaskMapped(
                            name, of.run(), of.token(), mapped.itemsJson().size());
                default -> new Happening.TaskEnded(name, of.run(), of.token(), end(outcome));
            };
        }

        @Override
        public void stop(Effect.StopTask effect) {
            Task task = tasks.get(effect.attempt());
            if (task != null) {
                boolean heeds = switch (task.course()) {
                    case TaskFaults.Course.Ends _ -> chance.in(0.7);
                    case TaskFaults.Course.Hangs hangs -> hangs.heedsStop();
                    case TaskFaults.Course.KillsItsWorker _, TaskFaults.Course.Defers _ -> false;
                };
                if (heeds) {
                    endAfter(task, chance.millis(1, 300), new TaskOutcome.Stopped());
                }
            }
        }

        private void endWhatHangs() {
            for (Task task : List.copyOf(tasks.values())) {
                if (task.course() instanceof TaskFaults.Course.Hangs) {
                    endAfter(task, chance.millis(1, 1_000), TaskOutcome.failed("HUNG", "hung"));
                }
            }
        }

        @Override
        public void announce(Effect.Announce effect) {
            world.timeline().tell(name + " " + effect.notice());
        }

        @Override
        public void end(Effect.End effect) {
            ended = true;
            world.timeline().tell(name + " ends: " + effect.ending());
            kill(false);
            startAgain(chance.millis(100, 2_000));
        }
    }
}
