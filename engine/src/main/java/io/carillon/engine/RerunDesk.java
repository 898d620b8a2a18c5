package io.carillon.engine;

import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes commands about runs that have ended: to do their work again, or to take them off the list of dead letters. */
final class RerunDesk {

    private final Map<JobKey, List<Asked>> elsewhere = new LinkedHashMap<>();
    private final Jobs jobs;
    private final Runs runs;
    private final RunMaker maker;
    private final Compensator compensator;
    private final Partitions partitions;
    private final GroupCommit commit;

    RerunDesk(
            Jobs jobs, Runs runs, RunMaker maker, Compensator compensator, Partitions partitions, GroupCommit commit) {
        this.jobs = jobs;
        this.runs = runs;
        this.maker = maker;
        this.compensator = compensator;
        this.partitions = partitions;
        this.commit = commit;
    }

    /** Whoever waits for the definition of a job to be read. */
    private record Asked(CommandId id, Command.RerunRun rerun) {}

    void rerun(CommandId id, Command.RerunRun asked, Instant now) {
        Run former = asked.of();
        JobEntry entry = jobs.find(former.jobId());
        Reply.Refused refused = refusal(former);
        if (refused != null) {
            answer(id, former.id(), refused);
        } else if (entry != null) {
            rerun(id, asked, entry, now);
        } else if (partitions.owns(partitions.of(former.job()))) {
            answer(id, former.id(), gone(former));
        } else {
            readJob(new Asked(id, asked));
        }
    }

    /** The run stands in this node's partition, and its job in another's: that was a compensation, or comes after one. */
    private void readJob(Asked asked) {
        JobKey key = asked.rerun().of().job();
        List<Asked> waiting = elsewhere.computeIfAbsent(key, _ -> new ArrayList<>());
        if (waiting.isEmpty()) {
            commit.now(new Effect.ReadJob(key));
        }
        waiting.add(asked);
    }

    /** Takes the definition of another owner's job, if there is one. */
    void heard(Event.JobRead read, Instant now) {
        for (Asked each : takeWaiting(read.key())) {
            Run former = each.rerun().of();
            Job job = read.job();
            if (!partitions.owns(former.id().partition())) {
                commit.now(
                        new Effect.Answer(each.id(), Reply.notOwner(former.id().partition())));
            } else if (job == null || !job.id().equals(former.jobId())) {
                answer(each.id(), former.id(), gone(former));
            } else {
                rerun(each.id(), each.rerun(), jobs.guest(former.id().partition(), job), now);
            }
        }
    }

    void failed(JobKey unread) {
        for (Asked each : takeWaiting(unread)) {
            commit.now(new Effect.Answer(each.id(), Reply.notOwner(partitions.of(unread))));
        }
    }

    private List<Asked> takeWaiting(JobKey key) {
        List<Asked> waiting = elsewhere.remove(key);
        return waiting == null ? List.of() : waiting;
    }

    private void rerun(CommandId id, Command.RerunRun asked, JobEntry entry, Instant now) {
        Run former = asked.of();
        var key = asked.key() == null ? null : new JobEntry.RequestKey(former.id(), asked.key());
        RunId earlier = key == null ? null : entry.requests().get(key);
        if (earlier != null) {
            answer(id, former.id(), new Reply.RunRepeated(earlier));
            return;
        }
        commit.rest(former.id().partition(), jobs.fresh().of(former.jobId()));
        Run run = maker.follow(
                entry, former.id(), new Cause.Rerun(former.id(), asked.key()), wish(asked, entry, now), now);
        compensator.letGo(former.id());
        commit.write(new Write.MarkRun(former.id().partition(), former.id(), new Mark.RerunBy(run.id())));
        if (key != null) {
            entry.requests().put(key, run.id());
        }
        answer(id, former.id(), new Reply.RunMade(run));
    }

    void discard(CommandId id, RunId run, Instant now) {
        compensator.letGo(run);
        commit.write(new Write.MarkRun(run.partition(), run, new Mark.Discarded(now)));
        answer(id, run, new Reply.RunDiscarded(run));
    }

    private Reply.@Nullable Refused refusal(Run former) {
        if (former.cause() instanceof Cause.Shard shard) {
            return new Reply.Refused(
                    Reply.Kind.CONFLICT,
                    "run-is-shard",
                    "run " + former.id() + " is shard " + shard.index() + " of run " + shard.of() + "; rerun that one");
        }
        if (runs.find(former.id()) != null) {
            return new Reply.Refused(
                    Reply.Kind.CONFLICT, "run-not-ended", "run " + former.id() + " has not ended; it can't be rerun");
        }
        return null;
    }

    private static Reply.Refused gone(Run former) {
        return new Reply.Refused(
                Reply.Kind.CONFLICT,
                "job-deleted",
                "job " + former.job() + " that run " + former.id() + " belonged to was deleted");
    }

    private static RunMaker.Wish wish(Command.RerunRun asked, JobEntry entry, Instant now) {
        JobSpec spec = entry.job().spec();
        return new RunMaker.Wish(
                asked.at() == null ? now : asked.at(),
                Params.merged(asked.of().params(), asked.params()),
                asked.priority() == null ? spec.priority() : asked.priority());
    }

    private void answer(CommandId id, RunId about, Reply reply) {
        commit.afterAll(about.partition(), new Effect.Answer(id, reply));
    }
}
