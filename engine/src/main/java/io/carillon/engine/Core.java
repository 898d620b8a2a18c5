package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.JobId;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.job.Resource;
import io.carillon.model.run.RunEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The engine of one loop: {@link #step} takes an event and gives effects. Confined to whoever steps it, one step at a time.
 *
 * <p>A step hears the event, rings the alarms whose time has come, plans ahead, goes on with what has ended, hands out or splits
 * what can be handed out, and sends the writes of all that on their way, in one batch for each lane.
 */
public final class Core {

    private final Settings settings;
    private final GroupCommit commit;
    private final Partitions partitions;
    private final TimingWheel<LiveRun> wheel;
    private final Windows windows;
    private final Gates gates;
    private final Runs runs;
    private final Jobs jobs;
    private final Planner planner;
    private final Loader loader;
    private final WorkerBook workers;
    private final Deserted deserted;
    private final Wants wants;
    private final Dispatcher dispatcher;
    private final Admission admission;
    private final Alarms alarms;
    private final Reports reports;
    private final Saver saver;
    private final Rescheduler rescheduler;
    private final JobDesk jobDesk;
    private final RunDesk runDesk;
    private final Resources resources;
    private final FreshResources freshResources;
    private final ResourceDesk resourceDesk;
    private final Outages outages;
    private final Arrivals arrivals;
    private final Departures departures;
    private final LeaseKeeper keeper;
    private final BatchDesk batchDesk;
    private final RerunDesk rerunDesk;
    private final CallbackDesk callbackDesk;
    private final Compensator compensator;
    private final Shares shares;
    private final Shards shards;
    private final Retention retention;
    private Instant now;

    /**
     * A core that owns what it is given, until a write finds out otherwise.
     *
     * @param partitionCount how many partitions the cluster has
     * @param firstBatch higher than the number of any batch that this node has ever committed
     */
    public Core(NodeId node, int partitionCount, long firstBatch, Settings settings, Instant start) {
        this(node, partitionCount, firstBatch, settings, null, start);
    }

    /** A core that keeps a lease and takes its share of the partitions by itself. */
    public Core(
            NodeId node,
            int partitionCount,
            long firstBatch,
            Settings settings,
            @Nullable Leases leases,
            Instant start) {
        this.settings = settings;
        this.now = start;
        this.partitions = new Partitions(partitionCount);
        this.commit = new GroupCommit(node, firstBatch, settings, partitions::epoch);
        this.outages = new Outages(settings.lanes(), partitions, commit);
        this.arrivals = new Arrivals(commit, settings);
        this.keeper = new LeaseKeeper(node, leases, partitions, arrivals, commit);
        this.wheel = new TimingWheel<>(start);
        this.shares = new Shares(settings.maxLiveRuns());
        var families = new Families(shares);
        this.windows = new Windows(shares, commit);
        this.gates = new Gates(partitions, commit);
        this.runs = new Runs(commit, wheel, windows, families, gates, settings);
        this.departures = new Departures(runs, partitions);
        this.resources = new Resources(partitions::of);
        this.jobs = new Jobs(resources, new FreshJobs(commit));
        var maker = new RunMaker(runs, partitions, commit);
        this.planner = new Planner(maker, commit, partitions, settings);
        this.loader =
                new Loader(new Loader.Memory(runs, windows, shares, families), partitions, jobs, commit, settings);
        var workforce = new Workforce();
        this.deserted = new Deserted(workforce, runs, settings);
        this.workers = new WorkerBook(workforce, runs, loader, commit, partitions, settings);
        this.wants = new Wants(workforce, workers, commit);
        this.shards = new Shards(runs, families, maker, workers, commit, settings);
        this.dispatcher = new Dispatcher(runs, workforce, workers, gates, partitions, shards);
        this.admission = new Admission(runs, dispatcher, planner, workers);
        this.alarms = new Alarms(runs, wheel, admission, workers, loader, settings);
        this.saver = new Saver(runs, commit, settings);
        var mapping = new Mapping(runs, families, shards);
        this.reports = new Reports(runs, workers, loader, partitions, commit, saver, mapping);
        this.freshResources = new FreshResources(commit, partitions);
        this.rescheduler = new Rescheduler(jobs, new Withdrawer(runs, partitions, commit), planner, freshResources);
        var references = new References(jobs, resources, freshResources);
        this.jobDesk = new JobDesk(jobs, references, runs, planner, partitions, commit);
        var explainer = new Explainer(workforce, families, settings);
        this.runDesk = new RunDesk(jobs, runs, loader, maker, admission, explainer, partitions, commit);
        this.batchDesk = new BatchDesk(jobs, maker, partitions, commit);
        this.compensator = new Compensator(runs, jobs, arrivals, maker, partitions, commit, settings);
        this.rerunDesk = new RerunDesk(jobs, runs, maker, compensator, partitions, commit);
        this.callbackDesk = new CallbackDesk(runs, loader, partitions, commit);
        this.retention = new Retention(partitions, commit, settings, start);
        this.resourceDesk = new ResourceDesk(resources, references, freshResources, rescheduler, partitions, commit);
    }

    /** Takes one event. Time as the core sees it never steps back, whatever a clock does. */
    public Step step(Event event, Instant time) {
        reach(time);
        outages.over(now).forEach(this::leave);
        runs.unwritable().tryAgain(now);
        loader.moveOn(now);
        hear(event);
        freshResources.settle();
        jobs.fresh().settle();
        openArrivals();
        keeper.keep(now);
        boolean trusted = keeper.trusts(now);
        boolean more = alarms.ring(now);
        if (mayPlan()) {
            planner.catchUp(now);
            planner.plan(now);
            rescheduler.proceed(now);
        }
        workers.rescue(now);
        deserted.giveUp(now);
        shards.proceed(now);
        callbackDesk.hearEarly(now);
        admission.settle(now);
        if (trusted) {
            dispatcher.dispatch(now);
        }
        wants.tell();
        deserted.note(now);
        compensator.answer(now);
        if (keeper.lettingGo(now)) {
            arrivals.clear();
            departures.are(partitions.all(), keeper.patience(), now);
        }
        handOver(departures.take(now));
        retention.purge(now);
        runs.lazily().write(now);
        arrivals.read(now);
        if (!isOpening()) {
            loader.read(now);
            shards.read(now);
        }
        List<Effect> effects = dispatcher.letOut(saver.complete(commit.drain(now), now), trusted, now);
        return new Step(effects, more || isBusy() ? now : wakeUp());
    }

    /** In how many lanes it commits. */
    public int lanes() {
        return settings.lanes().count();
    }

    /** Whether everything that this core decided is durable. */
    public boolean idle() {
        return commit.idle() && runs.lazily().isIdle();
    }

    /** How many runs take up a place in memory; one that was split does so only while it holds no part of it. */
    public int liveRuns() {
        return shares.taken();
    }

    /** How many runs are on workers. */
    public int heldRuns() {
        return runs.held();
    }

    /** How many runs could begin and wait for a worker. */
    public int waitingRuns() {
        return dispatcher.waitingRuns();
    }

    /** Whether this node has found its place among the others: it has taken whatever of its share was free. */
    public boolean settled() {
        return keeper.settled();
    }

    /** How many jobs have more runs than their share of memory, so that the rest waits in the store. */
    public int parkedJobs() {
        return windows.parkedJobs();
    }

    /** The same of apps, each counted for every namespace in which it has. */
    public int parkedApps() {
        return windows.parkedApps();
    }

    /** Whether so many fires were missed that they are still being looked through. */
    public boolean isCatchingUp() {
        return planner.isCatchingUp();
    }

    /** How many breakers of jobs and limits are open or half-open. */
    public int breakers(Note.BreakerState state) {
        return gates.breakers().in(state);
    }

    /** Whether runs of a band wait in the store because memory is full. */
    public boolean isShed(Band band) {
        return windows.isShed(band);
    }

    Gates gates() {
        return gates;
    }

    /** Every run in memory. */
    List<LiveRun> runs() {
        return runs.of(partitions.all());
    }

    public int ownedPartitions() {
        return partitions.size();
    }

    private void reach(Instant time) {
        now = time.isAfter(now) ? time : now;
    }

    private void hear(Event event) {
        switch (event) {
            case Event.Tick _ -> {}
            case Event.TookOver taken -> takeOver(taken);
            case Event.JobsRead answer -> arrivals.arrived(answer);
            case Event.JobsUnread answer -> arrivals.failed(answer, now);
            case Event.Loaded answer -> loaded(answer);
            case Event.LoadFailed _ -> loader.failed(now);
            case Event.PartsRead answer -> shards.heard(answer);
            case Event.PartsReadFailed failed -> shards.failed(failed, now);
            case Event.SavedRead answer -> saver.heard(answer);
            case Event.SavedUnread failed -> saver.failed(failed, now);
            case Event.Renewed renewed -> {
                LeaseKeeper.Verdict verdict = keeper.renewed(renewed, now);
                if (verdict != null) {
                    heed(verdict);
                }
                outages.heard(renewed.partitions().keySet(), now);
            }
            case Event.RenewFailed failed -> keeper.failed(failed, now);
            case Event.Looked looked -> keeper.looked(looked, now);
            case Event.LookFailed failed -> keeper.failed(failed, now);
            case Event.TakeOverFailed _ -> keeper.took();
            case Event.JobRead read -> {
                compensator.heard(read, now);
                rerunDesk.heard(read, now);
            }
            case Event.JobUnread unread -> {
                compensator.failed(unread.key(), now);
                rerunDesk.failed(unread.key());
            }
            case Event.PurgeEnded ended -> {
                if (ended.purged() == null) {
                    retention.failed(now);
                } else {
                    retention.purged(ended.purged(), now);
                }
            }
            case Event.CommitEnded ended -> {
                lose(commit.ended(ended, now));
                compensator.putOff(commit.takeUnanswered());
                runs.unwritable().leaveAlone(commit.takeUnwritable(), now);
                SortedMap<Partition, Epoch> shaken = commit.shaken();
                compensator.reread(shaken);
                reread(shaken);
            }
            case Event.OfWorker said -> hearWorker(said);
            case Event.ResourcesRead read ->
                resourceDesk.learn(read.resources()).forEach(key -> gates.define(key, resources.find(key)));
            case Event.AppsRead read -> jobDesk.knowStored(read.apps());
            case Event.Asked asked -> obey(asked.id(), asked.command());
            case Event.ZoneRulesChanged changed ->
                rescheduler.changed(
                        trigger -> changed.zones().contains(trigger.zone().getId()));
            case Event.Leaving _ -> keeper.leave(now);
        }
    }

    private void hearWorker(Event.OfWorker event) {
        switch (event) {
            case Event.WorkerJoined joined -> {
                jobDesk.know(joined.worker().app(), now);
                workers.join(joined.session(), joined.worker(), now);
            }
            case Event.WorkerDraining draining -> workers.drain(draining.session());
            case Event.WorkerDone done -> workers.done(done.session(), now);
            case Event.WorkerLoaded loaded -> workers.loaded(loaded.session(), loaded.load());
            case Event.WorkerGranted granted -> workers.granted(granted);
            case Event.WorkerAsks asks -> wants.tellAgain(asks.session());
            case Event.WorkerHolds holds -> workers.recalled(holds.session(), holds.holding(), now);
            case Event.WorkerLeft left -> workers.leave(left.session(), now);
            case Event.Reported reported -> reports.hear(reported.session(), reported.reports(), now);
        }
    }

    private void obey(CommandId id, Command command) {
        Partition about = partitions.of(command);
        if (commit.isBehind() && !(command instanceof Command.ExplainRun)) {
            commit.now(new Effect.Answer(id, Reply.STORE_BEHIND));
        } else if (about == null || partitions.owns(about)) {
            obeyAsOwner(id, command);
        } else {
            commit.now(new Effect.Answer(id, Reply.notOwner(about)));
        }
    }

    private void obeyAsOwner(CommandId id, Command command) {
        switch (command) {
            case Command.CreateJob create -> jobDesk.create(id, create.draft(), now);
            case Command.ReplaceJob replace -> {
                jobDesk.replace(id, replace.draft(), replace.ifVersion(), now);
                admission.changed(jobs.find(replace.draft().key()));
            }
            case Command.DeclareJob declare -> {
                jobDesk.declare(id, declare, now);
                admission.changed(jobs.find(declare.draft().key()));
            }
            case Command.DeleteJob delete -> jobDesk.delete(id, delete.key(), delete.ifVersion(), now);
            case Command.PauseJob pause -> jobDesk.pause(id, pause.key(), true, now);
            case Command.ResumeJob resume -> jobDesk.pause(id, resume.key(), false, now);
            case Command.TriggerJob trigger -> runDesk.trigger(id, trigger, now);
            case Command.TriggerBatch batch -> batchDesk.trigger(id, batch, now);
            case Command.RerunRun rerun -> rerunDesk.rerun(id, rerun, now);
            case Command.LookedUp looked -> {
                if (partitions.ownedBefore(looked.asked(), looked.since())) {
                    obeyAsOwner(id, looked.asked());
                } else {
                    commit.now(new Effect.Answer(id, Reply.LOOK_AGAIN));
                }
            }
            case Command.DiscardRun discard -> rerunDesk.discard(id, discard.run(), now);
            case Command.CancelRun cancel -> runDesk.cancel(id, cancel.run(), now);
            case Command.CallBack call -> callbackDesk.hear(id, call, now);
            case Command.ExplainRun explain -> runDesk.explain(id, explain.run(), now);
            case Command.PutResource put -> {
                resourceDesk.put(id, put.draft(), put.ifVersion(), now);
                gates.define(put.draft().key(), resources.find(put.draft().key()));
            }
            case Command.DeleteResource delete -> {
                resourceDesk.delete(id, delete.key(), delete.ifVersion(), now);
                gates.define(delete.key(), resources.find(delete.key()));
            }
            case Command.DeclareApp declare -> {
                jobDesk.know(declare.app(), now);
                commit.afterAll(new Effect.Answer(id, new Reply.AppDeclared(declare.app())));
            }
        }
    }

    private void takeOver(Event.TookOver taken) {
        jobDesk.knowStored(taken.apps());
        taken.partitions().forEach(image -> reach(image.takenAt()));
        taken.partitions().forEach(image -> beginAnew(image.partition()));
        for (ResourceKey key : resourceDesk.learn(taken.resources())) {
            Resource changed = resources.find(key);
            gates.define(key, changed);
            if (changed != null) {
                gates.inherit(changed, now);
            }
        }
        arrivals.expect(taken.partitions());
        keeper.took();
    }

    /**
     * Workers are asked what they hold when the last of a group is there: what they say of others is for other ears. A step that has
     * written what may not rest on a calendar that has just changed leaves it to the next one.
     */
    private void openArrivals() {
        if (!freshResources.mayComeBefore()) {
            return;
        }
        Arrivals.Portion portion = arrivals.takeReady();
        portion.partitions().forEach(ready -> open(ready.image(), ready.jobs()));
        if (!portion.partitions().isEmpty()) {
            loader.restart(now);
            shards.restart();
        }
        portion.end().ifPresent(end -> {
            workers.recall();
            loader.arrived(end.due(), now);
            commit.now(new Effect.Tell(end.note()));
        });
    }

    /** From here on a partition is owned. The limits that live there may have been spent by another owner until now. */
    private void open(PartitionImage image, PartitionJobs read) {
        Partition partition = image.partition();
        freshResources.comeBefore(partition);
        partitions.take(image, now);
        planner.take(partition, image.watermark());
        resources.in(partition).forEach(resource -> gates.inherit(resource, now));
        Map<JobId, List<CancelledFire>> cancelled =
                read.cancelledAhead().stream().collect(Collectors.groupingBy(CancelledFire::job));
        List<JobEntry> entries =
                read.jobs().stream().map(job -> jobs.add(partition, job)).toList();
        for (JobEntry entry : entries) {
            cancelled
                    .getOrDefault(entry.job().id(), List.of())
                    .forEach(fire -> entry.cancelAhead(fire.trigger(), fire.scheduledAt(), now));
        }
        planner.adoptAll(partition, entries, image.watermark(), now);
    }

    /** What was written when it was let go, and is not durable, came too late; what comes now must not join it. */
    private void beginAnew(Partition partition) {
        if (partitions.owns(partition)) {
            forget(partition);
        } else {
            commit.forget(partition);
        }
    }

    private void loaded(Event.Loaded answer) {
        loader.loaded(answer, keeper.trusts(now), now);
        workers.claimAgain(now);
        reports.hearEarly(now);
        runDesk.cancelAgain(now);
        callbackDesk.hearUnread(now);
    }

    /** The news may be old: a partition that was taken back since then stays. */
    private void lose(SortedMap<Partition, Epoch> lost) {
        lost.forEach((partition, epoch) -> {
            if (partitions.owns(partition) && partitions.epoch(partition).equals(epoch)) {
                forget(partition);
                commit.now(new Effect.Tell(new Note.PartitionLost(partition)));
            }
        });
    }

    /** The keeper takes them again, as if nobody had told it that they are its own. */
    private void reread(SortedMap<Partition, Epoch> shaken) {
        shaken.forEach((partition, epoch) -> {
            if (partitions.owns(partition) && partitions.epoch(partition).equals(epoch)) {
                forget(partition);
            }
        });
    }

    /** A database is away: what lies there is as if this node had died, and is taken again when it answers. */
    private void leave(int database) {
        SortedMap<Partition, Epoch> left = partitions.epochs();
        left.keySet().removeIf(partition -> settings.lanes().databaseOf(partition) != database);
        compensator.reread(left);
        outages.leave(database);
        commit.abandon(database);
        keeper.forget(database, settings.lanes());
        reread(left);
        commit.now(new Effect.Tell(new Note.DatabaseLeft(database, left.size())));
    }

    private void forget(Partition partition) {
        commit.forget(partition);
        runs.of(partition).forEach(runs::disown);
        resourceDesk.lose(partition).forEach(key -> gates.define(key, resources.find(key)));
        drop(partition);
    }

    private void drop(Partition partition) {
        windows.forget(partition);
        runs.closePlan(partition);
        jobs.lose(partition);
        planner.lose(partition);
        partitions.lose(partition);
    }

    private void heed(LeaseKeeper.Verdict verdict) {
        lose(verdict.lost());
        if (!keeper.lettingGo(now)) {
            departures.are(verdict.handOver(), keeper.patience(), now);
        }
    }

    /**
     * Lets go of partitions: everything that is known about their runs is written in the batch that releases them, so that the next
     * owner need not ask whether a run that looks untouched was handed out. While runs are still to be read, nobody here knows that
     * of those which an earlier owner left behind: then the next owner has to ask. So it has of a run whose next hand-out was to be
     * written first. A hand-out that waits for its commit will not leave any more: nobody has it, and nobody is asked.
     */
    private void handOver(SortedSet<Partition> leaving) {
        if (leaving.isEmpty()) {
            return;
        }
        boolean whole = loader.hasReadAll() && !runs.unwritable().isAnyIn(leaving);
        List<LiveRun> handed = runs.of(leaving);
        for (LiveRun run : handed) {
            runs.takeBack(run, now);
            if (run.careful() && Intake.isReady(run.state())) {
                runs.apply(run, new RunEvent.Inherited(now));
            }
            runs.writeIfAhead(run);
        }
        runs.unplan(handed);
        handed.forEach(runs::disown);
        for (Partition partition : leaving) {
            commit.write(partitions.move(partition, planner.through(partition)));
            commit.write(new Write.ReleasePartition(partition, now, whole));
            keeper.letGo(partition, partitions.epoch(partition));
            drop(partition);
        }
        commit.afterAll(new Effect.Tell(new Note.PartitionsHandedOver(leaving.size())));
    }

    private @Nullable Instant wakeUp() {
        Instant next = earlier(wheel.nextDeadline(), commit.retryAt());
        next = earlier(next, workers.nextRescue());
        next = earlier(next, deserted.next());
        next = earlier(next, runs.lazily().next());
        next = earlier(next, loader.dueForReading());
        next = earlier(next, shards.dueForReading());
        next = earlier(next, saver.dueForReading());
        next = earlier(next, arrivals.dueForReading());
        next = earlier(next, compensator.dueForReading());
        next = earlier(next, keeper.nextBeat(now));
        next = earlier(next, departures.nextLook());
        next = earlier(next, outages.next());
        next = earlier(next, retention.dueForPurging());
        next = keeper.trusts(now) ? earlier(next, gates.nextOpening()) : next;
        return mayPlan() ? earlier(next, planner.dueForPlanning()) : next;
    }

    /** Whether there is work left that was put off so that no step is long. */
    private boolean isBusy() {
        return ((rescheduler.isBusy() || planner.isCatchingUp()) && mayPlan()) || isOpening();
    }

    private boolean isOpening() {
        return arrivals.isOpening() && !commit.isBehind();
    }

    private boolean mayPlan() {
        return keeper.trusts(now) && !commit.isBehind();
    }

    /** The earlier of two instants that may never come. */
    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
