package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes runs and skips of a job: ids from the job's partition, everything else from its definition. */
final class RunMaker {

    private final Runs runs;
    private final Partitions partitions;
    private final GroupCommit commit;

    RunMaker(Runs runs, Partitions partitions, GroupCommit commit) {
        this.runs = runs;
        this.partitions = partitions;
        this.commit = commit;
    }

    /** Records a run for a fire. */
    void record(JobEntry entry, Instant fire, Cause cause, Instant now) {
        JobSpec spec = entry.job().spec();
        insert(entry, run(entry, fire, cause, spec.task().params(), spec.priority(), now));
    }

    /** Records a run that somebody asked for. */
    Run request(JobEntry entry, Command.TriggerJob asked, Instant now) {
        JobSpec spec = entry.job().spec();
        Instant at = asked.at() == null ? now : asked.at();
        Priority priority = asked.priority() == null ? spec.priority() : asked.priority();
        Json.Obj params = Params.merged(spec.task().params(), asked.params());
        Run run = run(entry, at, new Cause.Requested(asked.runKey()), params, priority, now);
        insert(entry, run);
        return run;
    }

    /**
     * Records a run that comes after another: in the partition of that other one, whatever the job's own is, so that one fence
     * decides about both.
     */
    Run follow(JobEntry entry, RunId former, Cause cause, Wish wish, Instant now) {
        Run run = run(former.partition(), entry, cause, wish, now);
        insert(entry, run);
        return run;
    }

    /**
     * Records a part of a run: like it in everything but its cause and what it has for itself, and in its partition. It is null if memory
     * has no room for it.
     */
    @Nullable
    LiveRun part(LiveRun whole, Cause.Shard shard, Json.Obj own, Instant now) {
        Run of = whole.run();
        var part = new Run(
                partitions.nextRunId(whole.partition(), now),
                of.jobId(),
                of.job(),
                of.jobVersion(),
                shard,
                of.scheduledAt(),
                of.dueAt(),
                of.priority(),
                Params.merged(of.params(), own),
                0,
                0,
                new RunState.Pending());
        LiveRun live = runs.insertPart(whole, part);
        commit.write(partitions.move(whole.partition(), null));
        return live;
    }

    /** What a run shall be like. */
    record Wish(Instant at, Json.Obj params, Priority priority) {}

    /** Records that fires lead to no work: one record for {@code count} fires from {@code first} through {@code last}. */
    void skip(JobEntry entry, Skip skip, Instant now) {
        JobSpec spec = entry.job().spec();
        Run run = run(
                        entry,
                        skip.first(),
                        new Cause.Fired(skip.trigger()),
                        spec.task().params(),
                        spec.priority(),
                        now)
                .withState(new RunState.Skipped(now, skip.reason(), skip.count(), skip.last()));
        insert(entry, run);
        var note = new Note.RunSkipped(run.id(), run.job(), skip.reason(), skip.count());
        commit.after(commit.next(entry.partition()), entry.partition(), new Effect.Tell(note));
    }

    /** Fires that lead to no work. */
    record Skip(int trigger, SkipReason reason, Instant first, Instant last, long count) {}

    private void insert(JobEntry entry, Run run) {
        runs.insert(entry, run);
        commit.write(partitions.move(run.id().partition(), null));
    }

    private Run run(JobEntry entry, Instant at, Cause cause, Json.Obj params, Priority priority, Instant now) {
        return run(entry.partition(), entry, cause, new Wish(at, params, priority), now);
    }

    private Run run(Partition home, JobEntry entry, Cause cause, Wish wish, Instant now) {
        return new Run(
                partitions.nextRunId(home, now),
                entry.job().id(),
                entry.job().key(),
                entry.job().version(),
                cause,
                wish.at(),
                wish.at(),
                wish.priority(),
                wish.params(),
                0,
                0,
                new RunState.Pending());
    }
}
