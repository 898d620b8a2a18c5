package io.carillon.engine;

import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Instant;

/**
 * Answers for runs that failed for good, in the batch that says that they failed: by a run of the job that makes up for them, or
 * by making them dead letters. What makes up for another is not made up for in its turn, so that no chain of failures goes on.
 */
final class Compensator {

    /** What a failed run was given is handed on up to this length. */
    static final int MAX_PARAMS_LENGTH = 256 * 1024;

    static final int MAX_MESSAGE_LENGTH = 4 * 1024;

    private final Runs runs;
    private final Jobs jobs;
    private final RunMaker maker;
    private final Partitions partitions;
    private final GroupCommit commit;

    Compensator(Runs runs, Jobs jobs, RunMaker maker, Partitions partitions, GroupCommit commit) {
        this.runs = runs;
        this.jobs = jobs;
        this.maker = maker;
        this.partitions = partitions;
        this.commit = commit;
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
            case RunState.Skipped _ -> run.cause() instanceof Cause.Compensation;
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
                answer(run, failed.error(), now);
            }
        }
    }

    private void answer(LiveRun run, RunError error, Instant now) {
        JobName named = run.spec().onFailure();
        if (named == null) {
            bury(run, DeadReason.NO_COMPENSATION);
            return;
        }
        var key = new JobKey(run.run().job().namespace(), named);
        JobEntry entry = jobs.find(key);
        if (entry == null) {
            boolean here = partitions.owns(partitions.of(key));
            bury(run, here ? DeadReason.COMPENSATION_MISSING : DeadReason.COMPENSATION_ELSEWHERE);
        } else if (entry.job().paused()) {
            bury(run, DeadReason.COMPENSATION_PAUSED);
        } else {
            compensate(run, error, entry, now);
        }
    }

    private void compensate(LiveRun failed, RunError error, JobEntry entry, Instant now) {
        var ofFailed = Json.object().put("failed", facts(failed.run(), error)).build();
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
        commit.write(new Write.MarkRun(run.partition(), run.run().id(), mark));
    }

    private static Json facts(Run run, RunError error) {
        var facts = Json.object()
                .put("run", run.id().toString())
                .put("job", run.job().name().value())
                .put("attempts", run.attempts())
                .put(
                        "error",
                        Json.object()
                                .put("code", error.code())
                                .put("message", cut(error.message()))
                                .build());
        boolean fits = run.params().text().length() <= MAX_PARAMS_LENGTH;
        return fits
                ? facts.put("params", run.params()).build()
                : facts.put("paramsLeftOut", true).build();
    }

    /** Never cuts a character that takes two places in half. */
    private static String cut(String text) {
        if (text.length() <= MAX_MESSAGE_LENGTH) {
            return text;
        }
        boolean halved = Character.isHighSurrogate(text.charAt(MAX_MESSAGE_LENGTH - 1));
        return text.substring(0, halved ? MAX_MESSAGE_LENGTH - 1 : MAX_MESSAGE_LENGTH);
    }
}
