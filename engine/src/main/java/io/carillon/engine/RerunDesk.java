package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes commands about runs that have ended: to do their work again, or to take them off the list of dead letters. */
final class RerunDesk {

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

    void rerun(CommandId id, Command.RerunRun asked, Instant now) {
        Run former = asked.of();
        JobEntry entry = jobs.find(former.jobId());
        Reply.Refused refused = refusal(former, entry);
        if (refused != null || entry == null) {
            answer(id, former.id(), refused == null ? gone(former) : refused);
            return;
        }
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

    private Reply.@Nullable Refused refusal(Run former, @Nullable JobEntry entry) {
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
        if (entry == null && !partitions.owns(partitions.of(former.job()))) {
            return Reply.notOwner(partitions.of(former.job()));
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
