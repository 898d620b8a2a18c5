package io.carillon.simulation;

import io.carillon.engine.testing.Machine;
import io.carillon.model.WorkerId;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Welcome;
import io.carillon.simulation.check.Happening;
import io.carillon.worker.core.AttemptKey;
import io.carillon.worker.core.Effect;
import io.carillon.worker.core.Load;
import io.carillon.worker.core.Moment;
import io.carillon.worker.core.Servers;
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
    private final List<SimulatedNode> nodes;
    private final Machine machine;
    private final WallClock clock;
    private final Chance chance;
    private final Map<String, String> labels;
    private final Elsewhere elsewhere;
    private @Nullable Life process;
    private boolean retired;

    /**
     * @param nodes all there are; the first is the one that it knows in any case
     * @param elsewhere where its tasks leave what goes on without them
     */
    SimulatedWorker(
            String name, List<SimulatedNode> nodes, Map<String, String> labels, Elsewhere elsewhere, World world) {
        this.elsewhere = elsewhere;
        this.labels = labels;
        this.world = world;
        this.nodes = nodes;
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

    /** One of those that it speaks to. */
    SimulatedNode node(Chance at) {
        return world.plan().reach() == Plan.Reach.ONE ? nodes.getFirst() : at.one(nodes);
    }

    /** Its connection to a node, if it has one. */
    @Nullable
    Stream stream(SimulatedNode node) {
        return process == null ? null : process.stream(node);
    }

    /** The addresses that it is told. */
    private Servers servers() {
        List<SimulatedNode> told = world.plan().reach() == Plan.Reach.ALL ? nodes : nodes.subList(0, 1);
        return new Servers(told.stream().map(SimulatedNode::name).toList(), true);
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
        if (!machineToo) {
            List.copyOf(dying.links.values()).forEach(each -> each.stream.hangUp());
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

    /** A connection to a node; after it was lost somebody may still have to notice. */
    private static final class Link {

        private final SimulatedNode node;
        private final Stream stream;
        private @Nullable Welcome welcome;

        private Link(SimulatedNode node, Stream stream) {
            this.node = node;
            this.stream = stream;
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
        private final Map<Integer, Link> links = new LinkedHashMap<>();
        private int chief;
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
                    profile,
                    servers(),
                    world.variation().limits(),
                    chance.of(name).generator(),
                    gauge(chance.of(name + " load")));
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
            if (!ended && isWakeUpDue()) {
                handle(new WorkerEvent.TimePassed());
            }
            if (!ended && talks.isWaiting() != linesWait) {
                linesWait = !linesWait;
                handle(new WorkerEvent.LogsWait(linesWait));
            }
            for (int number : List.copyOf(links.keySet())) {
                report(number);
            }
            ship();
            sleep();
        }

        /** Whatever waits leaves in as few frames as it fits into. */
        private void report(int number) {
            boolean more = true;
            while (more && !ended) {
                more = handle(new WorkerEvent.LinkReady(number));
            }
        }

        private void ship() {
            Link open = links.get(chief);
            if (!ended && open != null) {
                saves.next(elapsed()).ifPresent(said -> handle(new WorkerEvent.Said(said)));
                talks.next(elapsed()).ifPresent(open.stream::send);
            }
        }

        private boolean isWakeUpDue() {
            return core.wakeUp().filter(due -> elapsed().compareTo(due) >= 0).isPresent();
        }

        private @Nullable Stream stream(SimulatedNode node) {
            return links.values().stream()
                    .filter(each -> each.node == node)
                    .map(each -> each.stream)
                    .findFirst()
                    .orElse(null);
        }

        private void sleep() {
            Duration next = earlier(earlier(core.wakeUp().orElse(null), saves.wakeUp()), talks.wakeUp());
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

        /** What any node will do is asked of one, until that one is gone. */
        private void followChief() {
            int next = links.entrySet().stream()
                    .filter(each -> each.getValue().welcome != null)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(0);
            if (next == chief) {
                return;
            }
            chief = next;
            saves.lost();
            talks.lost();
            Link link = links.get(next);
            if (link != null && link.welcome != null) {
                saves.meet(link.welcome, elapsed());
                talks.meet(link.welcome, elapsed());
            }
        }

        private void hearBeside(int number, NodeFrame frame) {
            Link link = links.get(number);
            if (link == null) {
                return;
            }
            if (frame.hasWelcome()) {
                link.welcome = frame.getWelcome();
                followChief();
            }
            saves.heed(frame, elapsed());
            talks.heed(frame, elapsed());
        }

        private boolean handle(WorkerEvent event) {
            if (event instanceof WorkerEvent.FrameReceived heard) {
                hearBeside(heard.link(), heard.frame());
            } else if (event instanceof LinkLost lost) {
                links.remove(lost.link());
                followChief();
            }
            List<Effect> following = core.step(event, new Moment(clock.instant(), elapsed()));
            following.forEach(effect -> effect.applyTo(this));
            return !following.isEmpty();
        }

        private Duration elapsed() {
            return Duration.between(bornAt, world.timeline().now());
        }

        @Override
        public void dial(Effect.Dial effect) {
            int dialled = effect.link();
            SimulatedNode node = nodes.stream()
                    .filter(each -> each.name().equals(effect.address()))
                    .findFirst()
                    .orElseThrow();
            boolean cut = world.network().isCut(name(), node.name())
                    || world.network().isCut(node.name(), name());
            if (!node.isOpen() && !cut) {
                lose(dialled, Loss.UNREACHABLE, world.network().delay());
            } else if (node.isOpen()) {
                links.put(dialled, new Link(node, connect(dialled, node)));
            }
        }

        private Stream connect(int dialled, SimulatedNode node) {
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
            Link link = links.get(effect.link());
            if (link != null) {
                link.stream.send(effect.frame());
            }
        }

        @Override
        public void hangUp(Effect.HangUp effect) {
            Link link = links.remove(effect.link());
            if (link != null) {
                link.stream.hangUp();
                followChief();
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
