package io.carillon.engine.testing;

import io.carillon.engine.Command;
import io.carillon.engine.CommandId;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Core;
import io.carillon.engine.DueRuns;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Leases;
import io.carillon.engine.Note;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Progress;
import io.carillon.engine.Reply;
import io.carillon.engine.SessionId;
import io.carillon.engine.Settings;
import io.carillon.engine.Step;
import io.carillon.engine.StoreException;
import io.carillon.engine.Waiting;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Priority;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One node on the caller's thread: a core over a {@link TestingStore}, with workers that do what a test says. Every call returns
 * when nothing is left to do at the present instant; time passes only in {@link #advance}, which stops at every instant at which
 * the core asked to be woken.
 */
public final class TestingNode {

    private static final int MOST_STEPS_WITHOUT_TIME = 100_000;

    private final TestingStore store;
    private final TestingClock clock;
    private final NodeId id;
    private final int partitionCount;
    private final Settings settings;
    private final Map<SessionId, TestingWorker> workers = new LinkedHashMap<>();
    private final Map<CommandId, Reply> replies = new LinkedHashMap<>();
    private final List<Note> notes = new ArrayList<>();
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private final ArrayDeque<Effect> heldCommits = new ArrayDeque<>();
    private final ArrayDeque<Effect.Load> heldLoads = new ArrayDeque<>();
    private @Nullable Core core;
    private @Nullable Instant wakeUp;
    private Consumer<List<Effect>> audience = _ -> {};
    private IntPredicate crashBefore = _ -> false;
    private IntPredicate crashAfter = _ -> false;
    private boolean holdingCommits;
    private boolean holdingLoads;
    private boolean tooManyDue;
    private boolean cutOff;
    private boolean busy;
    private long lastSession;
    private long lastCommand;
    private int commits;
    private int steps;

    public TestingNode(TestingStore store, TestingClock clock, int partitionCount, Settings settings) {
        this(store, clock, new NodeId("node-1"), partitionCount, settings);
    }

    public TestingNode(TestingStore store, TestingClock clock, NodeId id, int partitionCount, Settings settings) {
        this.store = store;
        this.clock = clock;
        this.id = id;
        this.partitionCount = partitionCount;
        this.settings = settings;
    }

    /** A node with one partition, the usual settings and a known app {@code dev}, started. */
    public static TestingNode started(TestingStore store, TestingClock clock) {
        return new TestingNode(store, clock, 1, Settings.DEFAULT).start().declare("dev");
    }

    /** From now on somebody else hears of the effects of every step too, as the rest of a node would. */
    public TestingNode tell(Consumer<List<Effect>> listener) {
        audience = listener;
        return this;
    }

    public Instant now() {
        return clock.instant();
    }

    public TestingStore store() {
        return store;
    }

    /** Starts a core and makes it the owner of every partition. */
    public TestingNode start() {
        var all = new Partition[partitionCount];
        Arrays.setAll(all, Partition::new);
        return startOwning(all);
    }

    /** Starts a core that keeps a lease and takes what is its share. */
    public TestingNode join(Leases leases) {
        core = new Core(id, partitionCount, store.lastBatch(id) + 1, settings, leases, clock.instant());
        deliver(new Event.Tick());
        return this;
    }

    /** Starts a core and makes it the owner of some partitions, or of none. */
    public TestingNode startOwning(Partition... partitions) {
        if (core != null) {
            throw new IllegalStateException("the node runs already");
        }
        core = new Core(id, partitionCount, store.lastBatch(id) + 1, settings, clock.instant());
        takeOver(new TreeSet<>(Arrays.asList(partitions)));
        return this;
    }

    public void takeOver(SortedSet<Partition> partitions) {
        List<PartitionImage> images = take(store.epochs(partitions));
        deliver(new Event.TookOver(images, store.apps(), store.resources()));
    }

    /** The node's time follows what it hears about the time, as a shell's does. */
    private List<PartitionImage> take(SortedMap<Partition, Epoch> ifEpoch) {
        List<PartitionImage> images = store.takeOver(id, ifEpoch);
        images.forEach(image -> clock.set(image.takenAt().isAfter(now()) ? image.takenAt() : now()));
        return images;
    }

    /** Whether the node's renewals fail from now on. */
    public void cutOff(boolean now) {
        cutOff = now;
    }

    /** The process dies: memory, connections and whatever was on its way are gone. */
    public void crash() {
        core = null;
        wakeUp = null;
        inbox.clear();
        heldCommits.clear();
        heldLoads.clear();
        workers.clear();
        holdingCommits = false;
        holdingLoads = false;
        tooManyDue = false;
    }

    public boolean crashed() {
        return core == null;
    }

    /** The node dies just before it sends the commit with this number; commits count from 1 over all its lives. */
    public void crashBeforeCommit(int number) {
        crashBefore = commit -> commit == number;
    }

    /** The node dies when the commit with this number has taken place, before it hears of it. */
    public void crashAfterCommit(int number) {
        crashAfter = commit -> commit == number;
    }

    /** How many commits this node has sent in all its lives. */
    public int commits() {
        return commits;
    }

    /** How many steps its cores have taken. */
    public int steps() {
        return steps;
    }

    public Core core() {
        if (core == null) {
            throw new IllegalStateException("the node is down");
        }
        return core;
    }

    public TestingWorker worker(String name, String app, int slots) {
        return new TestingWorker(this, name, app, slots);
    }

    /** From now on commits wait for {@link #commitNext}. */
    public void holdCommits() {
        holdingCommits = true;
    }

    /** Lets the commit of a lane go that waits; returns whether there was one. */
    public boolean commitNext(int lane) {
        Effect next = heldCommits.stream()
                .filter(effect -> laneOf(effect) == lane)
                .findFirst()
                .orElse(null);
        if (next == null) {
            return false;
        }
        heldCommits.remove(next);
        send(next);
        settle();
        return true;
    }

    private static int laneOf(Effect ofStore) {
        return ofStore instanceof Effect.Commit commit ? commit.batch().lane() : -1;
    }

    /** Lets the commit go that waits; returns whether there was one. */
    public boolean commitNext() {
        Effect next = heldCommits.poll();
        if (next != null) {
            send(next);
            settle();
        }
        return next != null;
    }

    /** Lets every commit go, those that wait and those to come. */
    public void releaseCommits() {
        holdingCommits = false;
        for (Effect next = heldCommits.poll(); next != null; next = heldCommits.poll()) {
            send(next);
            settle();
        }
    }

    /**
     * From now on reads wait for {@link #releaseLoads}; what they will see is decided when they are released. Jobs are read without the
     * runs that are due, as if those were too many.
     */
    public void holdLoads() {
        holdWindows();
        tooManyDue = true;
    }

    /** From now on reads wait for {@link #releaseLoads}, but what is due comes with the jobs of partitions that are taken over. */
    public void holdWindows() {
        holdingLoads = true;
    }

    public void releaseLoads() {
        holdingLoads = false;
        tooManyDue = false;
        while (!heldLoads.isEmpty()) {
            load(heldLoads.remove());
        }
        settle();
    }

    /** The reads that wait. */
    public List<Effect.Load> heldLoads() {
        return List.copyOf(heldLoads);
    }

    /** Answers a read that waits in a way of the test's own. */
    public void answerLoad(Event answer) {
        heldLoads.remove();
        deliver(answer);
    }

    /** Gives the core an event and everything that follows from it at this instant. */
    public void deliver(Event event) {
        inbox.add(() -> step(event));
        settle();
    }

    void enqueue(Runnable action) {
        inbox.add(action);
    }

    /** Asks and returns the reply. */
    public Reply ask(Command command) {
        CommandId asked = send(command);
        return reply(asked)
                .orElseThrow(() -> new IllegalStateException("no reply to " + command + " at " + clock.instant()));
    }

    /** Asks without waiting for the reply. */
    public CommandId send(Command command) {
        var number = new CommandId(++lastCommand);
        deliver(new Event.Asked(number, command));
        return number;
    }

    public Optional<Reply> reply(CommandId command) {
        return Optional.ofNullable(replies.get(command));
    }

    public TestingNode declare(String app) {
        ask(new Command.DeclareApp(new AppName(app)));
        return this;
    }

    /** Saves a definition that must be acceptable. */
    public Job create(JobDraft draft) {
        return expect(Reply.JobSaved.class, ask(new Command.CreateJob(draft))).job();
    }

    public Job replace(JobDraft draft) {
        return expect(Reply.JobSaved.class, ask(new Command.ReplaceJob(draft, null)))
                .job();
    }

    public void pause(JobKey job) {
        expect(Reply.JobSaved.class, ask(new Command.PauseJob(job)));
    }

    public void resume(JobKey job) {
        expect(Reply.JobSaved.class, ask(new Command.ResumeJob(job)));
    }

    public void delete(JobKey job) {
        expect(Reply.JobDeleted.class, ask(new Command.DeleteJob(job, null)));
    }

    /** Reads what other nodes have made of their resources. */
    public void readResources() {
        deliver(new Event.ResourcesRead(store.resources()));
    }

    /** Saves a resource that must be acceptable. */
    public Resource put(ResourceDraft draft) {
        return expect(Reply.ResourceSaved.class, ask(new Command.PutResource(draft, null)))
                .resource();
    }

    public void delete(ResourceKey resource) {
        expect(Reply.ResourceDeleted.class, ask(new Command.DeleteResource(resource, null)));
    }

    /** Asks for a run now. */
    public Run trigger(JobKey job) {
        return trigger(job, null);
    }

    public Run trigger(JobKey job, @Nullable Instant at) {
        return trigger(job, at, null);
    }

    public Run trigger(JobKey job, @Nullable Instant at, @Nullable Priority priority) {
        var command = new Command.TriggerJob(job, Json.Obj.EMPTY, at, null, priority);
        return expect(Reply.RunMade.class, ask(command)).run();
    }

    public void cancel(RunId run) {
        expect(Reply.CancelTaken.class, ask(new Command.CancelRun(store.run(run))));
    }

    /** What a run waits for. */
    public Waiting explain(RunId run) {
        return expect(Reply.RunExplained.class, ask(new Command.ExplainRun(run)))
                .waiting();
    }

    /** How far a run's attempt says that it is. */
    public Optional<Progress> progress(RunId run) {
        return Optional.ofNullable(expect(Reply.RunExplained.class, ask(new Command.ExplainRun(run)))
                .progress());
    }

    /** Lets time pass, stopping wherever the core asked to be woken. Ends early if the node dies. */
    public void advance(Duration span) {
        Instant target = clock.instant().plus(span);
        int withoutTime = 0;
        while (core != null && wakeUp != null && !wakeUp.isAfter(target)) {
            withoutTime = wakeUp.isAfter(clock.instant()) ? 0 : withoutTime + 1;
            if (withoutTime > MOST_STEPS_WITHOUT_TIME) {
                throw new IllegalStateException("the core spins at " + clock.instant());
            }
            clock.set(wakeUp.isAfter(clock.instant()) ? wakeUp : clock.instant());
            deliver(new Event.Tick());
        }
        if (core != null) {
            clock.set(target);
            deliver(new Event.Tick());
        }
    }

    /** Nothing has happened but time. */
    void tick() {
        deliver(new Event.Tick());
    }

    /** When the core wants to be woken. */
    public Optional<Instant> wakeUp() {
        return Optional.ofNullable(wakeUp);
    }

    /** Everything that the cores told, in order. */
    public List<Note> notes() {
        return List.copyOf(notes);
    }

    public <N extends Note> List<N> notes(Class<N> kind) {
        return notes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    SessionId newSession(TestingWorker worker) {
        var session = new SessionId(++lastSession);
        workers.put(session, worker);
        return session;
    }

    private void settle() {
        if (busy) {
            return;
        }
        busy = true;
        try {
            for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
                next.run();
            }
        } finally {
            busy = false;
        }
    }

    private void step(Event event) {
        if (core == null) {
            return;
        }
        steps++;
        Step step = core.step(event, clock.instant());
        wakeUp = step.wakeUp();
        for (Effect effect : step.effects()) {
            carryOut(effect);
        }
        audience.accept(step.effects());
    }

    private void carryOut(Effect effect) {
        if (core == null) {
            return;
        }
        switch (effect) {
            case Effect.Commit _, Effect.Resolve _ -> {
                if (holdingCommits) {
                    heldCommits.add(effect);
                } else {
                    send(effect);
                }
            }
            case Effect.Load load -> {
                if (holdingLoads) {
                    heldLoads.add(load);
                } else {
                    load(load);
                }
            }
            case Effect.ReadParts read -> {
                var answer = new Event.PartsRead(read.number(), store.endedParts(read.runs()));
                inbox.add(() -> step(answer));
            }
            case Effect.ReadSaved read -> {
                Event answer = saved(read);
                inbox.add(() -> step(answer));
            }
            case Effect.ReadJob read -> {
                var answer = new Event.JobRead(read.key(), store.job(read.key()).orElse(null));
                inbox.add(() -> step(answer));
            }
            case Effect.Renew renew -> {
                if (cutOff) {
                    inbox.add(() -> step(new Event.RenewFailed(renew.number())));
                } else {
                    var members = store.renew(id, renew.lease(), renew.leaving());
                    inbox.add(() -> step(new Event.Renewed(renew.number(), members, statuses())));
                }
            }
            case Effect.Look look -> {
                Event answer =
                        cutOff ? new Event.LookFailed(look.number()) : new Event.Looked(look.number(), statuses());
                inbox.add(() -> step(answer));
            }
            case Effect.TakeOver takeOver -> {
                var images = take(takeOver.ifEpoch());
                inbox.add(() -> step(new Event.TookOver(images, store.apps(), store.resources())));
            }
            case Effect.ReadJobs read -> {
                Event answer = jobs(read);
                inbox.add(() -> step(answer));
            }
            case Effect.Purge purge -> {
                var answer = new Event.PurgeEnded(store.purge(purge.slice()));
                inbox.add(() -> step(answer));
            }
            case Effect.ToWorker told -> to(told.session()).ifPresent(worker -> worker.take(told));
            case Effect.Answer answer -> replies.put(answer.id(), answer.reply());
            case Effect.Tell tell -> notes.add(tell.note());
        }
    }

    private void send(Effect effect) {
        switch (effect) {
            case Effect.Resolve resolve -> ended(resolve.batch(), store.outcomeOf(resolve.batch()));
            case Effect.Commit commit -> {
                commits++;
                if (crashBefore.test(commits)) {
                    crash();
                    return;
                }
                CommitOutcome outcome = store.commit(commit.batch());
                if (crashAfter.test(commits)) {
                    crash();
                    return;
                }
                ended(commit.batch(), outcome);
            }
            case Effect.Load _,
                    Effect.ReadParts _,
                    Effect.ReadSaved _,
                    Effect.ReadJob _,
                    Effect.Renew _,
                    Effect.Look _,
                    Effect.TakeOver _,
                    Effect.ReadJobs _,
                    Effect.Purge _,
                    Effect.ToWorker _,
                    Effect.Answer _,
                    Effect.Tell _ -> throw new IllegalStateException("not for the store: " + effect);
        }
    }

    private void ended(CommitBatch batch, CommitOutcome outcome) {
        inbox.add(() -> step(Event.CommitEnded.of(batch, outcome)));
    }

    private void load(Effect.Load load) {
        Event answer = loaded(load);
        inbox.add(() -> step(answer));
    }

    private Event loaded(Effect.Load load) {
        try {
            return new Event.Loaded(load.window(), store.load(load.window()));
        } catch (StoreException away) {
            return new Event.LoadFailed(load.window());
        }
    }

    private Event jobs(Effect.ReadJobs read) {
        try {
            Event.JobsRead answer = read.from(store);
            return tooManyDue ? new Event.JobsRead(answer.of(), answer.jobs(), DueRuns.UNREAD) : answer;
        } catch (StoreException failed) {
            return new Event.JobsUnread(read.of());
        }
    }

    private Event saved(Effect.ReadSaved read) {
        try {
            return new Event.SavedRead(read.number(), store.saved(read.runs()));
        } catch (StoreException away) {
            return new Event.SavedUnread(read.number());
        }
    }

    private SortedMap<Partition, PartitionStatus> statuses() {
        var statuses = new TreeMap<Partition, PartitionStatus>();
        store.partitions().forEach(status -> statuses.put(status.partition(), status));
        return statuses;
    }

    private Optional<TestingWorker> to(SessionId session) {
        return Optional.ofNullable(workers.get(session)).filter(worker -> worker.isOn(session));
    }

    private static <R extends Reply> R expect(Class<R> kind, Reply reply) {
        if (!kind.isInstance(reply)) {
            throw new IllegalStateException("expected " + kind.getSimpleName() + ", not " + reply);
        }
        return kind.cast(reply);
    }
}
