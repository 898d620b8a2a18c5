package io.carillon.testkit;

import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.LimitName;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.Guards;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Misfire;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.Priority;
import io.carillon.model.job.RateLimit;
import io.carillon.model.job.RetryPolicy;
import io.carillon.model.job.Routing;
import io.carillon.model.job.TaskSpec;
import io.carillon.model.job.Trigger;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Choice;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Jobs and runs to store, with ids as an owner would make them. */
final class Samples {

    /** An instant with every digit that is stored. */
    static final Instant T0 = Instant.parse("2027-01-01T00:00:00.123456Z");

    static final Partition P1 = new Partition(1);
    static final Partition P2 = new Partition(2);

    /** What tasks say when they mean harm: NUL, half a character, two that belong together, the end of a line, quotes. */
    static final String ANY_CHARACTERS =
            "\u0000 \uD83D\uDD14 \uD83D alone \uDD14 \r\n\t \u007f \u2028 \"quoted\" \\ 鐘 %s ' ; --";

    static final Attempt CHOSEN = new Attempt(
            new Token(new Epoch(3), 2),
            new WorkerId("worker-1"),
            T0,
            new Choice(Routing.Strategy.ROUND_ROBIN, 17, 1_000, 370, new WorkerId("worker-b")));
    static final Attempt ATTEMPT = new Attempt(new Token(new Epoch(3), 2), new WorkerId("worker-1"), T0);

    private final Map<Partition, IdSequence> ids = new HashMap<>();

    static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    /** A job whose definition uses everything that a definition can say. */
    Job job(Partition partition, String namespace, String name) {
        var task = new TaskSpec(
                TaskSpec.HANDLER,
                new AppName("shop"),
                Json.object().put("handler", "closeUnpaidOrders").build(),
                Json.object().put("text", ANY_CHARACTERS).put("batch", 500).build());
        var spec = JobSpec.of(task)
                .triggers(List.of(
                        new Trigger.Cron(
                                "0 */5 * * * ?", CronDialect.QUARTZ, ZoneId.of("Asia/Shanghai"), Duration.ZERO),
                        new Trigger.Every(Duration.ofSeconds(30), Duration.ofMillis(250)),
                        new Trigger.Delay(Duration.ofMinutes(90), Duration.ZERO),
                        new Trigger.At(T0, Duration.ZERO)))
                .timeout(Duration.ofSeconds(30))
                .deadline(Duration.ofMinutes(10))
                .retry(new RetryPolicy(5, RetryPolicy.Backoff.FIXED, Duration.ofSeconds(2), Duration.ofMinutes(2), 0.25)
                        .neverOn("BAD_INPUT", ANY_CHARACTERS))
                .onFailure(new JobName("tell-somebody"))
                .overlap(new Overlap(Overlap.Policy.SKIP, 3))
                .guards(new Guards(
                        List.of(new LimitName("payments-api")),
                        Optional.of(new RateLimit(100, Duration.ofMinutes(1))),
                        Optional.of(new Breaker(0.25, 40, Duration.ofSeconds(5)))))
                .misfire(new Misfire(Misfire.Policy.FIRE_ALL, 7, Duration.ofHours(1)))
                .routing(Routing.by(Routing.Strategy.ROUND_ROBIN)
                        .to(Map.of("zone", "sh-a"))
                        .inShards(16))
                .priority(new Priority(8))
                .build();
        return new Job(
                new JobId(nextId(partition)),
                JobKey.of(namespace, name),
                1,
                Map.of("team", "orders", "note", ANY_CHARACTERS),
                spec,
                false,
                T0,
                T0);
    }

    Job job(Partition partition, String name) {
        return job(partition, "default", name);
    }

    /** The next version of a job, with another priority. */
    static Job edited(Job job, int priority) {
        JobSpec next = job.spec().but().priority(new Priority(priority)).build();
        return job.replaced(
                new JobDraft(job.key(), job.labels(), next), job.updatedAt().plusSeconds(1));
    }

    Run fired(Job job, Instant due) {
        return run(job, due, new Cause.Fired(0));
    }

    Run requested(Job job, Instant due) {
        return run(job, due, new Cause.Requested(null));
    }

    Run run(Job job, Instant due, Cause cause) {
        return new Run(
                new RunId(nextId(job.id().partition())),
                job.id(),
                job.key(),
                job.version(),
                cause,
                due,
                due,
                job.spec().priority(),
                job.spec().task().params(),
                0,
                0,
                new RunState.Pending());
    }

    /** A run that is due a while after it is scheduled. */
    static Run later(Run run, Duration jitter) {
        return new Run(
                run.id(),
                run.jobId(),
                run.job(),
                run.jobVersion(),
                run.cause(),
                run.scheduledAt(),
                run.scheduledAt().plus(jitter),
                run.priority(),
                run.params(),
                run.tries(),
                run.state(),
                run.sequel());
    }

    static RunState.Succeeded succeeded(Instant at) {
        return new RunState.Succeeded(ATTEMPT, at, at, Json.of("done"));
    }

    /** Each state with and without whatever it may have. */
    static Stream<RunState> states() {
        var error = new RunError("E" + ANY_CHARACTERS, "message" + ANY_CHARACTERS, "detail" + ANY_CHARACTERS);
        return Stream.of(
                new RunState.Pending(),
                new RunState.Waiting(at(1), at(2), null),
                new RunState.Waiting(at(1), at(2), error),
                new RunState.Recovering(at(1), null),
                new RunState.Recovering(at(1), ATTEMPT),
                new RunState.Sent(ATTEMPT),
                new RunState.Working(ATTEMPT, at(1)),
                new RunState.Stopping(ATTEMPT, at(1), RunState.StopCause.CANCELLED, at(2)),
                new RunState.Stopping(ATTEMPT, at(1), RunState.StopCause.TIMED_OUT, at(2)),
                new RunState.Stopping(CHOSEN, at(1), RunState.StopCause.DEADLINE, at(2)),
                new RunState.Awaiting(CHOSEN, at(1), at(2)),
                new RunState.Split(1_000, at(1)),
                new RunState.Unwinding(2, at(1), RunState.StopCause.CANCELLED, at(2)),
                new RunState.Unwinding(3, at(1), RunState.StopCause.DEADLINE, at(2)),
                new RunState.Succeeded(null, at(1), at(2), null),
                new RunState.Succeeded(ATTEMPT, at(1), at(2), null),
                new RunState.Succeeded(ATTEMPT, at(1), at(2), Json.Null.VALUE),
                new RunState.Succeeded(ATTEMPT, at(1), at(2), Json.of(ANY_CHARACTERS)),
                new RunState.Failed(ATTEMPT, null, at(2), new RunError("E", "")),
                new RunState.Failed(ATTEMPT, at(1), at(2), error),
                new RunState.Failed(null, null, at(2), error),
                new RunState.Failed(CHOSEN, at(1), at(2), error),
                new RunState.Cancelled(null, null, at(2)),
                new RunState.Cancelled(ATTEMPT, at(1), at(2)),
                new RunState.Skipped(at(2), SkipReason.MISFIRE, 5_000_000_000L, at(9)),
                new RunState.Skipped(at(2), SkipReason.DEADLINE, 1, at(1)),
                new RunState.Skipped(at(2), SkipReason.OVERLAP, 1, at(1), new RunId(77)),
                new RunState.Skipped(
                        at(2),
                        SkipReason.TASK,
                        1,
                        at(1),
                        null,
                        new RunState.Waiver(ATTEMPT, at(1), "nothing" + ANY_CHARACTERS)));
    }

    private long nextId(Partition partition) {
        return ids.computeIfAbsent(partition, fresh -> new IdSequence(fresh, 0)).next(T0);
    }
}
