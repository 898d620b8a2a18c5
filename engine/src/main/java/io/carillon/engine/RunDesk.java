package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Takes commands about runs. */
final class RunDesk {

    private final Jobs jobs;
    private final List<Cancellation> cancellations = new ArrayList<>();
    private final Runs runs;
    private final Loader loader;
    private final RunMaker maker;
    private final Admission admission;
    private final Explainer explainer;
    private final Partitions partitions;
    private final GroupCommit commit;

    private record Cancellation(CommandId id, RunId run) {}

    RunDesk(
            Jobs jobs,
            Runs runs,
            Loader loader,
            RunMaker maker,
            Admission admission,
            Explainer explainer,
            Partitions partitions,
            GroupCommit commit) {
        this.jobs = jobs;
        this.runs = runs;
        this.loader = loader;
        this.maker = maker;
        this.admission = admission;
        this.explainer = explainer;
        this.partitions = partitions;
        this.commit = commit;
    }

    void trigger(CommandId id, Command.TriggerJob asked, Instant now) {
        JobEntry entry = jobs.find(asked.key());
        if (entry == null) {
            var refused = new Reply.Refused(Reply.Kind.NOT_FOUND, "job-not-found", "there is no job " + asked.key());
            answer(id, partitions.of(asked.key()), refused);
            return;
        }
        var key = asked.runKey() == null ? null : new JobEntry.RequestKey(null, asked.runKey());
        RunId earlier = key == null ? null : entry.requests().get(key);
        if (earlier != null) {
            answer(id, entry.partition(), new Reply.RunRepeated(earlier));
            return;
        }
        Run run = maker.request(entry, asked, now);
        if (key != null) {
            entry.requests().put(key, run.id());
        }
        commit.after(commit.next(entry.partition()), entry.partition(), new Effect.Answer(id, new Reply.RunMade(run)));
    }

    void cancel(CommandId id, Run asStored, Instant now) {
        RunId run = asStored.id();
        if (!partitions.owns(run.partition())) {
            answer(
                    id,
                    run.partition(),
                    new Reply.Refused(Reply.Kind.NOT_FOUND, "run-not-found", "there is no run " + run));
            return;
        }
        noteIfAhead(asStored, now);
        cancel(new Cancellation(id, run), now);
    }

    /** Goes on with what was to be cancelled and was not in memory. */
    void cancelAgain(Instant now) {
        List<Cancellation> waiting = List.copyOf(cancellations);
        cancellations.clear();
        for (Cancellation each : waiting) {
            Partition partition = each.run().partition();
            if (partitions.owns(partition)) {
                cancel(each, now);
            } else {
                commit.now(new Effect.Answer(each.id(), Reply.notOwner(partition)));
            }
        }
    }

    /** A run that waits in the store is brought into memory first: what its end leads to is decided nowhere else. */
    private void cancel(Cancellation asked, Instant now) {
        LiveRun live = runs.find(asked.run());
        if (runs.unwritable().contains(asked.run())) {
            answer(asked.id(), asked.run().partition(), Reply.refusedByStore("what the run ended with can't be kept"));
            return;
        }
        if (live == null && !loader.hasEnded(asked.run())) {
            cancellations.add(asked);
            loader.lookUp(asked.run());
            return;
        }
        if (live != null) {
            admission.cancel(live, now);
        }
        answer(asked.id(), asked.run().partition(), new Reply.CancelTaken(asked.run()));
    }

    /** A fire that is cancelled before it is due has had its one record: an edit within the horizon must not make another. */
    private void noteIfAhead(Run run, Instant now) {
        JobEntry entry = jobs.find(run.jobId());
        if (entry != null
                && run.cause() instanceof Cause.Fired fired
                && run.scheduledAt().isAfter(now)) {
            entry.cancelAhead(fired.trigger(), run.scheduledAt(), now);
        }
    }

    void explain(CommandId id, RunId run, Instant now) {
        LiveRun live = runs.find(run);
        if (live == null) {
            answer(
                    id,
                    run.partition(),
                    new Reply.Refused(Reply.Kind.NOT_FOUND, "run-not-live", "run " + run + " is not in memory"));
        } else {
            runs.tell(
                    live,
                    new Effect.Answer(
                            id, new Reply.RunExplained(live.run(), explainer.explain(live, now), live.progress())));
        }
    }

    private void answer(CommandId id, Partition about, Reply reply) {
        commit.afterAll(about, new Effect.Answer(id, reply));
    }
}
