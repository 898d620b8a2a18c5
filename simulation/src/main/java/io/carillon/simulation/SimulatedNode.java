package io.carillon.simulation;

import io.carillon.engine.Command;
import io.carillon.engine.CommandId;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Core;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Leases;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.Members;
import io.carillon.engine.Note;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Reply;
import io.carillon.engine.Settings;
import io.carillon.engine.Step;
import io.carillon.engine.testing.Machine;
import io.carillon.gateway.Commands;
import io.carillon.gateway.DeclarationSink;
import io.carillon.gateway.ShardSource;
import io.carillon.gateway.SharedTime;
import io.carillon.gateway.WorkerSessions;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Resource;
import io.carillon.model.run.Run;
import io.carillon.simulation.check.Happening;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A scheduler: the production core and gateway in a process of the simulation, with what a real node's threads do around them. */
final class SimulatedNode {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILED_READ = Duration.ofMillis(500);
    private static final Duration LOOK_FOR_RESOURCES = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEAVING = Duration.ofSeconds(15);
    private static final int MAX_EVENTS_PER_TURN = 1_000;

    private final World world;
    private final Machine machine;
    private final WallClock clock;
    private final Ticker ticker;
    private final StoreLink store;
    private final Chance chance;
    private final List<Stream> streams = new ArrayList<>();
    private @Nullable Life process;
    private @Nullable Duration pauseInCommit;

    SimulatedNode(String name, World world) {
        this.world = world;
        this.machine = new Machine(name, world.timeline());
        this.clock = new WallClock(world.timeline());
        this.ticker = new Ticker(world.timeline());
        this.chance = world.chance().of(name);
        this.store = new StoreLink(world.timeline(), world.network(), world.database(), world.storeFaults(), machine);
    }

    /** The nodes by the names of their machines, which are their addresses as well. */
    private Map<NodeId, String> everybody() {
        return IntStream.range(0, world.plan().nodes())
                .mapToObj(SimulatedNode::name)
                .collect(Collectors.toMap(NodeId::new, name -> name));
    }

    /** What the node with a number is called. */
    static String name(int number) {
        return "node-" + number;
    }

    /** One life of the node. */
    private final class Life {

        private final NodeId id;
        private final NodeHabits habits;
        private final WorkerSessions sessions;
        private final Commands commands;
        private final ArrayDeque<Event> inbox = new ArrayDeque<>();
        private final Map<CommandId, Command> asked = new HashMap<>();
        private @Nullable Running running;
        private long wakeUps;
        private long revision;
        private boolean turning;
        private @Nullable Duration away;

        private Life(NodeId id) {
            this.id = id;
            this.habits = world.variation().habits(SimulatedNode.this);
            this.sessions = new WorkerSessions(
                    id,
                    HEARTBEAT,
                    SimulatedNode.this::put,
                    () -> running().time().instant(),
                    new WorkerSessions.Beside(
                            habits.logsTo(new LogKeeper(world.database(), store)),
                            Optional.empty(),
                            DeclarationSink.NONE,
                            ShardSource.NONE));
            this.commands = new Commands(SimulatedNode.this::put);
            if (world.plan().reach() == Plan.Reach.NAMED) {
                sessions.tell(everybody());
            }
        }

        private void begin(SharedTime shared) {
            Settings settings = habits.settings(world.plan().settings());
            InstantSource time = world.variation().time(shared, clock);
            running = new Running(
                    new Core(id, world.plan().partitions(), 1, settings, Leases.DEFAULT, time.instant()), shared, time);
        }

        private Running running() {
            return Objects.requireNonNull(running, () -> name() + " does not know what time it is");
        }
    }

    /**
     * What a process runs once it knows what time it is.
     *
     * @param time what the core is told, which is the shared time
     */
    private record Running(Core core, SharedTime shared, InstantSource time) {}

    String name() {
        return machine.name();
    }

    Machine machine() {
        return machine;
    }

    WallClock clock() {
        return clock;
    }

    Ticker ticker() {
        return ticker;
    }

    NodeId id() {
        return living().id;
    }

    WorkerSessions sessions() {
        return living().sessions;
    }

    Commands commands() {
        return living().commands;
    }

    /** What time it is for its process. */
    Instant time() {
        return living().running().time().instant();
    }

    /** Whether workers and clients find an open door: it opens when the node knows what time it is. */
    boolean isOpen() {
        return machine.up() && process != null && process.running != null;
    }

    void start() {
        machine.start();
        process = new Life(new NodeId(name() + "." + machine.boot()));
        askTime();
    }

    private void askTime() {
        StoreLink.Statement<Instant> present =
                answer -> answer.accept(world.database().now());
        store.ask("what time is it", present, new StoreLink.Ending<>() {
            @Override
            public void answered(Instant said) {
                living().begin(new SharedTime(ticker, said));
                every(HEARTBEAT, "beats", () -> sessions().beat());
                every(LOOK_FOR_RESOURCES, "looks for resources", SimulatedNode.this::look);
                sleepUntil(time());
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                world.timeline()
                        .after(
                                PAUSE_AFTER_FAILED_READ,
                                name() + " asks for the time again",
                                machine.inside(SimulatedNode.this::askTime));
            }
        });
    }

    /** The process dies. Whether the workers notice at once depends on whether its machine does too. */
    void kill(boolean machineToo) {
        if (process == null) {
            return;
        }
        world.see(new Happening.NodeDied(id()));
        machine.kill();
        process = null;
        for (Stream stream : List.copyOf(streams)) {
            stream.nodeDied(!machineToo, world.network().delay());
        }
        streams.clear();
    }

    /**
     * Hands out nothing more, and ends when everything is durable, or when that takes too long. When it has ended, however late that
     * is, it starts again after a while.
     */
    void leave(Duration away) {
        living().away = away;
        put(new Event.Leaving());
        world.timeline()
                .after(LONGEST_LEAVING, name() + " has been leaving for too long", machine.inside(() -> end(away)));
    }

    private void end(Duration away) {
        kill(false);
        world.timeline().after(away, name() + " starts again", () -> {
            if (!machine.up()) {
                start();
            }
        });
    }

    /** A worker dials; the stream is open at once if anybody is there. */
    void connected(Stream stream) {
        streams.add(stream);
    }

    /** The process stops between two statements of its next commit, and goes on after a while. */
    void pauseInNextCommit(Duration span) {
        pauseInCommit = span;
    }

    void forget(Stream stream) {
        streams.remove(stream);
    }

    /** Puts an event into the inbox, as any thread of the process would. */
    void put(Event event) {
        Life here = living();
        world.see(new Happening.Heard(here.id, event));
        if (event instanceof Event.Asked asked) {
            here.asked.put(
                    asked.id(), asked.command() instanceof Command.LookedUp looked ? looked.asked() : asked.command());
        }
        here.inbox.addAll(here.habits.hear(event));
        if (!here.turning && here.running != null) {
            here.turning = true;
            world.timeline().after(chance.micros(10, 200), name() + " turns", machine.inside(this::turn));
        }
    }

    /** Past the record of what was heard: for habits that make things up. */
    void pretend(Event event) {
        living().inbox.add(event);
        sleepUntil(time());
    }

    private Life living() {
        return Objects.requireNonNull(process, () -> name() + " is down");
    }

    private void every(Duration span, String what, Runnable action) {
        world.timeline().after(span, name() + " " + what, machine.inside(() -> {
            action.run();
            every(span, what, action);
        }));
    }

    private void turn() {
        Life here = living();
        here.turning = false;
        Core core = here.running().core();
        var events = new ArrayList<Event>();
        while (!here.inbox.isEmpty() && events.size() < MAX_EVENTS_PER_TURN) {
            events.add(here.inbox.remove());
        }
        if (events.isEmpty()) {
            events.add(new Event.Tick());
        }
        Instant wakeUp = null;
        for (Event event : events) {
            Instant time = time();
            Step step = core.step(event, time);
            world.see(new Happening.Stepped(
                    here.id,
                    time,
                    core.ownedPartitions(),
                    core.liveRuns(),
                    world.plan().settings().maxLiveRuns()));
            carryOut(here, step.effects());
            wakeUp = step.wakeUp();
        }
        if (here.away != null && core.ownedPartitions() == 0 && core.idle() && here.inbox.isEmpty()) {
            end(here.away);
        } else {
            sleepUntil(here.inbox.isEmpty() ? wakeUp : time());
        }
    }

    private void sleepUntil(@Nullable Instant wakeUp) {
        Life here = living();
        Duration sleep = wakeUp == null ? LONGEST_SLEEP : Duration.between(time(), wakeUp);
        Duration bounded = sleep.compareTo(LONGEST_SLEEP) < 0 ? sleep : LONGEST_SLEEP;
        long mine = ++here.wakeUps;
        Duration positive = bounded.isNegative() ? Duration.ZERO : bounded;
        world.timeline().after(positive.plus(chance.micros(10, 200)), name() + " wakes", machine.inside(() -> {
            if (mine == here.wakeUps && !here.turning) {
                turn();
            }
        }));
    }

    private void carryOut(Life here, List<Effect> ofCore) {
        List<Effect> effects = here.habits.carryOut(ofCore);
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Commit commit -> commit(commit.batch());
                case Effect.Resolve resolve ->
                    store.outcomeOf(resolve.batch(), outcome -> ended(resolve.batch(), outcome));
                case Effect.Load load -> load(load);
                case Effect.ReadParts read -> readParts(read);
                case Effect.ReadJob read -> readJob(read);
                case Effect.ReadSaved read -> readSaved(read);
                case Effect.Renew renewal -> renew(here, renewal);
                case Effect.Look look -> look(here, look);
                case Effect.TakeOver takeOver -> takeOver(here, takeOver);
                case Effect.ReadJobs read -> readJobs(here, read);
                case Effect.Purge _ -> put(new Event.PurgeEnded(null));
                case Effect.Assign assign -> world.see(new Happening.HandedOut(here.id, assign));
                case Effect.Acknowledge ack -> world.see(new Happening.Acknowledged(here.id, ack));
                case Effect.Answer answer -> answer(here, answer);
                case Effect.Tell told -> {
                    if (told.note() instanceof Note.BreakerMoved moved) {
                        world.see(new Happening.BreakerMoved(here.id, time(), moved));
                    }
                }
                case Effect.Stop _,
                        Effect.Recall _,
                        Effect.AcknowledgeSaving _,
                        Effect.Disclaim _,
                        Effect.Want _,
                        Effect.ConfirmCredit _ -> {}
            }
        }
        here.sessions.carryOut(effects);
    }

    private void commit(CommitBatch batch) {
        store.commit(batch, outcome -> ended(batch, outcome));
        if (pauseInCommit != null) {
            Duration span = pauseInCommit;
            pauseInCommit = null;
            world.timeline().after(chance.micros(200, 15_000), name() + " stops inside a commit", () -> {
                world.log().add(Fault.NODE_PAUSED_INSIDE_COMMIT);
                machine.pause();
            });
            world.timeline().after(span, name() + " goes on", machine::resume);
        }
    }

    private void ended(CommitBatch batch, CommitOutcome outcome) {
        world.timeline()
                .tell(name() + " batch " + batch.number() + " of lane " + batch.lane() + " ended: "
                        + (outcome instanceof CommitOutcome.Committed done
                                ? "committed, lost " + done.fencedOut()
                                : outcome));
        put(Event.CommitEnded.of(batch, outcome));
    }

    private void answer(Life here, Effect.Answer answer) {
        Command command = here.asked.remove(answer.id());
        if (command != null) {
            world.see(new Happening.Answered(here.id, command, answer.reply()));
            here.commands.answer(answer);
        }
    }

    private void renew(Life here, Effect.Renew renewal) {
        StoreLink.Statement<Event> statement = answer -> {
            Members members = world.database().renew(here.id, renewal, clock.instant());
            answer.accept(new Event.Renewed(renewal.number(), members, statuses()));
        };
        putAnswer(here, "renew " + renewal.number(), statement, () -> new Event.RenewFailed(renewal.number()));
    }

    private void look(Life here, Effect.Look look) {
        StoreLink.Statement<Event> statement = answer -> answer.accept(new Event.Looked(look.number(), statuses()));
        putAnswer(here, "look " + look.number(), statement, () -> new Event.LookFailed(look.number()));
    }

    private SortedMap<Partition, PartitionStatus> statuses() {
        var statuses = new TreeMap<Partition, PartitionStatus>();
        world.database().rows().partitions().forEach(status -> statuses.put(status.partition(), status));
        return statuses;
    }

    private void takeOver(Life here, Effect.TakeOver takeOver) {
        StoreLink.Statement<Event> statement = answer -> world.database()
                .takeOver(
                        here.id,
                        takeOver.ifEpoch(),
                        images -> answer.accept(new Event.TookOver(
                                images,
                                world.database().rows().apps(),
                                world.database().rows().resources())));
        putAnswer(here, "take over", statement, Event.TakeOverFailed::new);
    }

    private void readJobs(Life here, Effect.ReadJobs read) {
        var partitions = new TreeSet<>(read.of().keySet());
        StoreLink.Statement<Event> statement =
                unlessAway(partitions, () -> read.from(world.database().rows()));
        putAnswer(here, "read the jobs of " + partitions, statement, () -> new Event.JobsUnread(read.of()));
    }

    private void putAnswer(Life here, String what, StoreLink.Statement<Event> statement, Supplier<Event> failure) {
        SharedTime shared = here.running().shared();
        long askedAt = shared.ticks();
        store.ask(what, statement, new StoreLink.Ending<>() {
            @Override
            public void answered(Event answer) {
                said(answer).forEach(at -> shared.heard(at, askedAt));
                put(answer);
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                put(failure.get());
            }
        });
    }

    /** What the database says about the time beside what it was asked. */
    private static List<Instant> said(Event answer) {
        return switch (answer) {
            case Event.Renewed renewed -> List.of(renewed.members().at());
            case Event.TookOver taken ->
                taken.partitions().stream().map(PartitionImage::takenAt).toList();
            default -> List.of();
        };
    }

    private void readParts(Effect.ReadParts read) {
        StoreLink.Statement<Event> statement = unlessAway(
                read.runs().stream().map(RunId::partition).collect(Collectors.toSet()),
                () -> new Event.PartsRead(read.number(), world.database().rows().endedParts(read.runs())));
        putAnswer(living(), "read parts", statement, () -> new Event.PartsReadFailed(read.number()));
    }

    private void readJob(Effect.ReadJob read) {
        StoreLink.Statement<Event> statement = unlessAway(
                everywhere(),
                () -> new Event.JobRead(
                        read.key(), world.database().rows().job(read.key()).orElse(null)));
        putAnswer(living(), "read job", statement, () -> new Event.JobUnread(read.key()));
    }

    private void readSaved(Effect.ReadSaved read) {
        StoreLink.Statement<Event> statement = unlessAway(
                read.runs().stream().map(RunId::partition).collect(Collectors.toSet()),
                () -> new Event.SavedRead(read.number(), world.database().rows().saved(read.runs())));
        putAnswer(living(), "read what is saved", statement, () -> new Event.SavedUnread(read.number()));
    }

    /** Asks what lies with some partitions; there is no answer while one of these is away. */
    private <T> StoreLink.Statement<T> unlessAway(Set<Partition> partitions, Supplier<T> question) {
        return answer -> {
            if (!world.database().isAway(partitions)) {
                answer.accept(question.get());
            }
        };
    }

    private Set<Partition> everywhere() {
        return IntStream.range(0, world.plan().partitions())
                .mapToObj(Partition::new)
                .collect(Collectors.toSet());
    }

    private void load(Effect.Load load) {
        StoreLink.Statement<List<LoadedRun>> read = unlessAway(
                load.window().partitions(), () -> world.database().rows().load(load.window()));
        store.ask("load", read, new StoreLink.Ending<>() {
            @Override
            public void answered(List<LoadedRun> runs) {
                put(new Event.Loaded(load.window(), runs));
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                world.timeline()
                        .after(
                                PAUSE_AFTER_FAILED_READ,
                                name() + " has rested after a failed read",
                                machine.inside(() -> put(new Event.LoadFailed(load.window()))));
            }
        });
    }

    /** What other nodes have made of the resources that all of them know. */
    private void look() {
        Life here = living();
        StoreLink.Statement<Long> revision =
                answer -> answer.accept(world.database().rows().resourceRevision());
        store.ask("look for resources", revision, StoreLink.Ending.ifAnswered(seen -> {
            if (seen != here.revision) {
                StoreLink.Statement<List<Resource>> all =
                        answer -> answer.accept(world.database().rows().resources());
                store.ask("read resources", all, StoreLink.Ending.ifAnswered(resources -> {
                    put(new Event.ResourcesRead(resources));
                    here.revision = seen;
                }));
            }
        }));
    }

    /** Asks as the front door does, which looks a request's key up before it asks the owner. */
    void ask(Command command, Consumer<Reply> replied) {
        if (command instanceof Command.TriggerJob trigger && trigger.runKey() != null) {
            lookUp(trigger, trigger.runKey(), replied);
        } else {
            pass(command, replied);
        }
    }

    /** The runs of a job, as anybody reads them past the loop. */
    List<Run> read(JobKey job) {
        return world.database().rows().runs().stream()
                .filter(run -> run.job().equals(job))
                .toList();
    }

    private void lookUp(Command.TriggerJob trigger, String key, Consumer<Reply> replied) {
        Instant since = time();
        StoreLink.Statement<Optional<RunId>> requested =
                unlessAway(everywhere(), () -> world.database().rows().catalog().requested(trigger.key(), key));
        store.ask("look up a request", requested, new StoreLink.Ending<>() {
            @Override
            public void answered(Optional<RunId> earlier) {
                earlier.ifPresentOrElse(
                        run -> replied.accept(new Reply.RunRepeated(run)),
                        () -> pass(new Command.LookedUp(trigger, since), replied));
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                replied.accept(new Reply.Refused(Reply.Kind.UNAVAILABLE, "store-unavailable", reason));
            }
        });
    }

    private void pass(Command command, Consumer<Reply> replied) {
        var _ = commands().begin(command).thenAccept(replied);
    }
}
