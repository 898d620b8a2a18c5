package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers for runs that failed for good, in the batch that says that they failed: by a run of the job that makes up for them, or
 * by making them dead letters. What makes up for another is not made up for in its turn, so that no chain of failures goes on.
 *
 * <p>Where the job that makes up is not this node's, or not yet, its definition is read first. Until then the failed run is a dead
 * letter, in the batch that says that it failed, so that it is lost from nobody's sight if this node dies meanwhile.
 */
final class Compensator {

    /** So many failed runs wait for one definition; any more are dead letters at once. */
    private static final int MOST_WAITING = 10_000;

    private final Map<JobKey, Elsewhere> elsewhere = new LinkedHashMap<>();
    private final List<Failed> putOff = new ArrayList<>();
    private final List<Failed> answeredLate = new ArrayList<>();
    private final Runs runs;
    private final Jobs jobs;
    private final Arrivals arrivals;
    private final RunMaker maker;
    private final Partitions partitions;
    private final GroupCommit commit;
    private final Settings settings;

    Compensator(
            Runs runs,
            Jobs jobs,
            Arrivals arrivals,
            RunMaker maker,
            Partitions partitions,
            GroupCommit commit,
            Settings settings) {
        this.runs = runs;
        this.jobs = jobs;
        this.arrivals = arrivals;
        this.maker = maker;
        this.partitions = partitions;
        this.commit = commit;
        this.settings = settings;
    }

    /** @param endedBy the batch that says that it failed */
    private record Failed(LiveRun run, RunError error, Epoch epoch, Footing endedBy) {

        private Failed ofNextEpoch() {
            return new Failed(run, error, epoch.next(), endedBy);
        }
    }

    /** Failed runs that wait for a definition, which is read, or will be when its partition has been opened. */
    private static final class Elsewhere {

        private final List<Failed> waiting = new ArrayList<>();
        private Instant notBefore = Instant.MIN;
        private boolean asked;
    }

    /**
     * Whether a run ended in a way that must not go unnoticed: it failed, or it was to make up for a failure and was left out. For a
     * part answers the run that it is a part of.
     */
    static boolean mustAnswer(Run run) {
        if (run.cause() instanceof Cause.Shard) {
            return false;
        }
        return switch (run.state()) {
            case RunState.Failed _ -> true;
            case RunState.Skipped skipped ->
                run.cause() instanceof Cause.Compensation && skipped.reason() != SkipReason.TASK;
            case RunState.Pending _,
                    RunState.Scheduled _,
                    RunState.Running _,
                    RunState.Succeeded _,
                    RunState.Cancelled _ -> false;
        };
    }

    void answer(Instant now) {
        for (LiveRun run : runs.takeUnanswered()) {
            if (run.run().cause() instanceof Cause.Compensation) {
                boolean failed = run.state() instanceof RunState.Failed;
                bury(run, failed ? DeadReason.COMPENSATION_FAILED : DeadReason.COMPENSATION_SKIPPED);
            } else if (run.state() instanceof RunState.Failed failed) {
                Epoch epoch = partitions.epoch(run.partition());
                answer(new Failed(run, failed.error(), epoch, commit.next(run.partition())), now);
            }
        }
        forgetDurable();
        answerReread(now);
        for (JobKey key : List.copyOf(elsewhere.keySet())) {
            goOn(key, now);
        }
    }

    private void forgetDurable() {
        answeredLate.removeIf(failed -> runs.isDurable(failed.run().footing()));
    }

    private void answerReread(Instant now) {
        for (Failed failed : List.copyOf(putOff)) {
            Partition partition = failed.run().partition();
            if (partitions.owns(partition)) {
                putOff.remove(failed);
                if (isOfThisOwner(failed)) {
                    answer(failed, now);
                }
            }
        }
    }

    /**
     * Takes runs that failed because the store refused what they ended with, in partitions that are about to be read again: until
     * then they are dead letters. If another node takes the partition first, that is what they remain.
     */
    void putOff(List<LiveRun> failed) {
        for (LiveRun run : failed) {
            letGo(run.run().id());
            Partition partition = run.partition();
            if (run.state() instanceof RunState.Failed end
                    && partitions.owns(partition)
                    && putOff.size() < MOST_WAITING) {
                Epoch epoch = partitions.epoch(partition);
                putOff.add(new Failed(run, end.error(), epoch, run.footing()).ofNextEpoch());
            }
        }
    }

    /**
     * Partitions are about to be read again: an answer that is not durable is forgotten with all else, though the failure may have
     * been durable long before. That is answered anew.
     */
    void reread(SortedMap<Partition, Epoch> shaken) {
        forgetDurable();
        var affected = new ArrayList<Failed>();
        elsewhere.values().forEach(there -> takeOut(there.waiting, shaken, affected));
        takeOut(answeredLate, shaken, affected);
        affected.stream()
                .filter(failed -> runs.isDurable(failed.endedBy()))
                .map(Failed::ofNextEpoch)
                .forEach(putOff::add);
    }

    private static void takeOut(List<Failed> from, SortedMap<Partition, Epoch> shaken, List<Failed> into) {
        from.removeIf(failed -> {
            boolean affected = failed.epoch().equals(shaken.get(failed.run().partition()));
            return affected && into.add(failed);
        });
    }

    /** When a definition that could not be read is to be read again; null if none is. */
    @Nullable
    Instant dueForReading() {
        Instant due = null;
        for (Elsewhere each : elsewhere.values()) {
            due = each.asked || each.notBefore.equals(Instant.MIN) ? due : Core.earlier(due, each.notBefore);
        }
        return due;
    }

    /** Takes the definition of another owner's job, if there is one. */
    void heard(Event.JobRead read, Instant now) {
        Elsewhere there = elsewhere.remove(read.key());
        if (there == null) {
            return;
        }
        for (Failed failed : there.waiting) {
            Job job = read.job();
            settle(failed, job == null ? null : jobs.guest(failed.run().partition(), job), now);
        }
    }

    void failed(JobKey unread, Instant now) {
        Elsewhere there = elsewhere.get(unread);
        if (there != null) {
            there.asked = false;
            there.notBefore = now.plus(settings.commitRetry());
        }
    }

    /** Somebody has decided what becomes of a dead letter. */
    void letGo(RunId decided) {
        for (Elsewhere there : elsewhere.values()) {
            there.waiting.removeIf(failed -> failed.run().run().id().equals(decided));
        }
        answeredLate.removeIf(failed -> failed.run().run().id().equals(decided));
    }

    private void goOn(JobKey key, Instant now) {
        Elsewhere there = elsewhere.get(key);
        Partition home = partitions.of(key);
        if (there == null) {
            return;
        }
        if (partitions.owns(home)) {
            JobEntry entry = jobs.find(key);
            if (entry == null || there.waiting.stream().allMatch(failed -> mayFollow(failed.run(), entry))) {
                elsewhere.remove(key);
                there.waiting.forEach(failed -> settle(failed, entry, now));
            }
        } else if (!there.asked && !arrivals.expects(home) && !now.isBefore(there.notBefore)) {
            there.asked = true;
            commit.now(new Effect.ReadJob(key));
        }
    }

    /** Whether the definition of a compensating job is durable no later than what is written beside a failed run. */
    private boolean mayFollow(LiveRun failed, JobEntry entry) {
        return commit.follows(failed.partition(), jobs.fresh().of(entry.job().id()));
    }

    private void answer(Failed failed, Instant now) {
        LiveRun run = failed.run();
        JobName named = run.spec().onFailure();
        if (named == null) {
            bury(run, DeadReason.NO_COMPENSATION);
            return;
        }
        var key = new JobKey(run.run().job().namespace(), named);
        JobEntry entry = jobs.find(key);
        boolean known = entry == null ? partitions.owns(partitions.of(key)) : mayFollow(run, entry);
        if (known) {
            settle(failed, entry, now);
        } else {
            defer(key, failed);
        }
    }

    private void defer(JobKey key, Failed failed) {
        Elsewhere there = elsewhere.computeIfAbsent(key, _ -> new Elsewhere());
        if (there.waiting.size() < MOST_WAITING) {
            there.waiting.add(failed);
            mark(failed.run(), new Mark.Dead(DeadReason.COMPENSATION_ELSEWHERE));
        } else {
            bury(failed.run(), DeadReason.COMPENSATION_ELSEWHERE);
        }
    }

    /** What failed in a partition that is another's by now remains a dead letter there. */
    private void settle(Failed failed, @Nullable JobEntry entry, Instant now) {
        if (!isOfThisOwner(failed)) {
            return;
        }
        if (entry == null) {
            bury(failed.run(), DeadReason.COMPENSATION_MISSING);
        } else if (entry.job().paused()) {
            bury(failed.run(), DeadReason.COMPENSATION_PAUSED);
        } else {
            compensate(failed.run(), failed.error(), entry, now);
        }
        if (!failed.endedBy().equals(commit.next(failed.run().partition()))) {
            answeredLate.add(failed);
        }
    }

    private boolean isOfThisOwner(Failed failed) {
        Partition partition = failed.run().partition();
        return partitions.owns(partition) && partitions.epoch(partition).equals(failed.epoch());
    }

    private void compensate(LiveRun failed, RunError error, JobEntry entry, Instant now) {
        var ofFailed = Json.object()
                .put("failed", FailureFacts.of(failed.run(), error))
                .build();
        var wish = new RunMaker.Wish(
                now,
                Params.merged(entry.job().spec().task().params(), ofFailed),
                entry.job().spec().priority());
        var cause = new Cause.Compensation(failed.run().id());
        Run made = maker.follow(entry, failed.run().id(), cause, wish, now);
        mark(failed, new Mark.CompensatedBy(made.id()));
        runs.tell(
                failed,
                new Effect.Tell(new Note.RunCompensated(
                        failed.run().id(),
                        failed.run().job(),
                        made.id(),
                        entry.job().key())));
    }

    private void bury(LiveRun run, DeadReason reason) {
        mark(run, new Mark.Dead(reason));
        runs.tell(
                run, new Effect.Tell(new Note.RunDied(run.run().id(), run.run().job(), reason)));
    }

    private void mark(LiveRun run, Mark mark) {
        runs.holdBack(
                run, commit.write(new Write.MarkRun(run.partition(), run.run().id(), mark)));
    }
}
