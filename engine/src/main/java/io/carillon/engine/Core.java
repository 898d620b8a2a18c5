package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The engine of one loop: {@link #step} takes an event and gives effects. Confined to whoever steps it, one step at a time.
 *
 * <p>A step hears the event, rings the alarms whose time has come, plans ahead, goes on with what has ended, hands out what can be
 * handed out, and sends the writes of all that on their way as one batch.
 */
public final class Core {

    private final Settings settings;
    private final GroupCommit commit;
    private final Partitions partitions;
    private final TimingWheel<LiveRun> wheel;
    private final Runs runs;
    private final Jobs jobs;
    private final Planner planner;
    private final Loader loader;
    private final WorkerBook workers;
    private final Dispatcher dispatcher;
    private final Admission admission;
    private final Alarms alarms;
    private final Reports reports;
    private final JobDesk jobDesk;
    private final RunDesk runDesk;
    private Instant now;
    private @Nullable Instant unwrittenSince;
    private boolean leaving;

    /**
     * @param partitionCount how many partitions the cluster has
     * @param firstBatch higher than the number of any batch that this node has ever committed
     */
    public Core(NodeId node, int partitionCount, long firstBatch, Settings settings, Instant start) {
        this.settings = settings;
        this.now = start;
        this.partitions = new Partitions(partitionCount);
        this.commit = new GroupCommit(node, firstBatch, settings.commitRetry(), partitions::epoch);
        this.wheel = new TimingWheel<>(start);
        this.runs = new Runs(commit, wheel, settings);
        this.jobs = new Jobs();
        var maker = new RunMaker(runs, partitions, commit);
        this.planner = new Planner(maker, commit, partitions, settings);
        this.loader = new Loader(runs, jobs, partitions, commit, settings);
        this.workers = new WorkerBook(runs, loader, commit, partitions, settings);
        this.dispatcher = new Dispatcher(runs, workers, partitions);
        this.admission = new Admission(runs, dispatcher, planner, workers);
        this.alarms = new Alarms(runs, wheel, admission, dispatcher, workers, settings);
        this.reports = new Reports(runs, workers, loader, partitions, commit);
        this.jobDesk = new JobDesk(jobs, runs, planner, partitions, commit);
        this.runDesk = new RunDesk(jobs, runs, maker, admission, dispatcher, partitions, commit);
    }

    /** Takes one event. Time as the core sees it never steps back, whatever the wall clock does. */
    public Step step(Event event, Instant wallTime) {
        now = wallTime.isAfter(now) ? wallTime : now;
        hear(event);
        boolean more = alarms.ring(now);
        if (!leaving) {
            planner.plan(now);
        }
        workers.rescue(now);
        admission.settle(now);
        dispatcher.dispatch(now);
        writeLazily();
        loader.read(now);
        List<Effect> effects = commit.drain(now);
        return new Step(effects, more ? now : wakeUp());
    }

    /** Whether everything that this core decided is durable. */
    public boolean idle() {
        return commit.idle() && !runs.hasUnwritten();
    }

    /** How many runs are in memory. */
    public int liveRuns() {
        return runs.size();
    }

    /** How many runs are on workers. */
    public int heldRuns() {
        return workers.heldRuns();
    }

    /** How many runs could begin and wait for a worker. */
    public int waitingRuns() {
        return dispatcher.waitingRuns();
    }

    public int ownedPartitions() {
        return partitions.size();
    }

    private void hear(Event event) {
        switch (event) {
            case Event.Tick _ -> {}
            case Event.TookOver taken -> takeOver(taken);
            case Event.Loaded answer -> loaded(answer);
            case Event.LoadFailed _ -> loader.failed(now);
            case Event.CommitEnded ended -> lose(commit.ended(ended.number(), ended.outcome(), now));
            case Event.WorkerJoined joined -> {
                jobDesk.know(joined.worker().app(), now);
                workers.join(joined.session(), joined.worker(), now);
            }
            case Event.WorkerDraining draining -> workers.drain(draining.session());
            case Event.WorkerLeft left -> workers.leave(left.session(), now);
            case Event.Reported reported -> reports.hear(reported.session(), reported.reports(), now);
            case Event.Asked asked -> obey(asked.id(), asked.command());
            case Event.Leaving _ -> {
                leaving = true;
                dispatcher.stop();
            }
        }
    }

    private void obey(CommandId id, Command command) {
        Partition about = partitions.of(command);
        if (about == null || partitions.owns(about)) {
            obeyAsOwner(id, command);
        } else {
            commit.now(new Effect.Answer(id, Reply.notOwner(about)));
        }
    }

    private void obeyAsOwner(CommandId id, Command command) {
        switch (command) {
            case Command.CreateJob create -> jobDesk.create(id, create.draft(), now);
            case Command.ReplaceJob replace -> jobDesk.replace(id, replace.draft(), replace.ifVersion(), now);
            case Command.DeleteJob delete -> jobDesk.delete(id, delete.key(), delete.ifVersion(), now);
            case Command.PauseJob pause -> jobDesk.pause(id, pause.key(), true, now);
            case Command.ResumeJob resume -> jobDesk.pause(id, resume.key(), false, now);
            case Command.TriggerJob trigger -> runDesk.trigger(id, trigger, now);
            case Command.CancelRun cancel -> runDesk.cancel(id, cancel.run(), now);
            case Command.ExplainRun explain -> runDesk.explain(id, explain.run());
            case Command.DeclareApp declare -> {
                jobDesk.know(declare.app(), now);
                commit.afterAll(new Effect.Answer(id, new Reply.AppDeclared(declare.app())));
            }
        }
    }

    private void takeOver(Event.TookOver taken) {
        jobDesk.knowStored(taken.apps());
        for (PartitionImage image : taken.partitions()) {
            if (partitions.owns(image.partition())) {
                forget(image.partition());
            }
            partitions.take(image, now);
            planner.take(image.partition(), image.watermark(), now);
            for (var job : image.jobs()) {
                JobEntry entry = jobs.add(image.partition(), job);
                image.cancelledAhead().stream()
                        .filter(fire -> fire.job().equals(job.id()))
                        .forEach(fire -> entry.cancelAhead(fire.trigger(), fire.scheduledAt(), now));
                planner.adopt(entry, image.watermark(), now);
            }
        }
        loader.restart();
        taken.partitions().stream()
                .map(PartitionImage::epoch)
                .max(Comparator.naturalOrder())
                .ifPresent(highest -> commit.now(new Effect.Tell(
                        new Note.PartitionsTaken(taken.partitions().size(), highest))));
    }

    private void loaded(Event.Loaded answer) {
        loader.loaded(answer, now);
        workers.claimAgain(now);
        reports.hearEarly(now);
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

    private void forget(Partition partition) {
        commit.forget(partition);
        runs.of(partition).forEach(runs::disown);
        jobs.lose(partition);
        planner.lose(partition);
        partitions.lose(partition);
    }

    private void writeLazily() {
        if (!runs.hasUnwritten()) {
            unwrittenSince = null;
        } else if (unwrittenSince == null) {
            unwrittenSince = now;
        }
        Instant due = dueForLazyWrite();
        if (due != null && !due.isAfter(now)) {
            unwrittenSince = null;
            runs.writeLazily();
        }
    }

    private @Nullable Instant dueForLazyWrite() {
        return unwrittenSince == null ? null : unwrittenSince.plus(settings.lazyWriteEvery());
    }

    private @Nullable Instant wakeUp() {
        Instant next = earlier(wheel.nextDeadline(), commit.retryAt());
        next = earlier(next, workers.nextRescue());
        next = earlier(next, dueForLazyWrite());
        next = earlier(next, loader.dueForReading());
        return leaving ? next : earlier(next, planner.dueForPlanning());
    }

    /** The earlier of two instants that may never come. */
    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
