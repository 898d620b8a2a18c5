package io.carillon.gateway;

import io.carillon.engine.Effect;
import io.carillon.engine.SessionId;
import io.carillon.engine.testing.TestingJob;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.protocol.v1.Draining;
import io.carillon.protocol.v1.Heartbeat;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.Started;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.time.Instant;

/** What workers say, and effects to carry out. */
final class Frames {

    static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    static final Token TOKEN = new Token(new Epoch(7), 2);

    private static final IdSequence IDS = new IdSequence(new Partition(3), 0);

    private Frames() {}

    static RunId newRun() {
        return new RunId(IDS.next(NOW));
    }

    static Hello.Builder hello(String worker) {
        return Hello.newBuilder()
                .setProtocolVersion(1)
                .setWorkerId(worker)
                .setBootId("boot-of-" + worker)
                .setApp("shop")
                .setSlots(4)
                .addTaskTypes("noop");
    }

    static io.carillon.protocol.v1.Attempt attempt(RunId run) {
        return attempt(run.toString());
    }

    static io.carillon.protocol.v1.Attempt attempt(String run) {
        return io.carillon.protocol.v1.Attempt.newBuilder()
                .setRunId(run)
                .setEpoch(TOKEN.epoch().number())
                .setNumber(TOKEN.attempt())
                .build();
    }

    static WorkerFrame began(io.carillon.protocol.v1.Attempt attempt) {
        return WorkerFrame.newBuilder()
                .setReports(Reports.newBuilder().addStarted(Started.newBuilder().setAttempt(attempt)))
                .build();
    }

    static Result.Builder succeeded(RunId run, String json) {
        return Result.newBuilder()
                .setAttempt(attempt(run))
                .setOutcome(Outcome.OUTCOME_SUCCEEDED)
                .setRanMicros(1_500)
                .setResultJson(json);
    }

    static WorkerFrame results(Result.Builder... results) {
        var reports = Reports.newBuilder();
        for (Result.Builder result : results) {
            reports.addResults(result);
        }
        return WorkerFrame.newBuilder().setReports(reports).build();
    }

    static WorkerFrame loaded(int cpu, int memory) {
        var heartbeat = Heartbeat.newBuilder().setCpuPermille(cpu).setMemoryPermille(memory);
        return WorkerFrame.newBuilder().setHeartbeat(heartbeat).build();
    }

    static WorkerFrame heartbeat(long sequence, int running) {
        return WorkerFrame.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setSequence(sequence).setRunning(running))
                .build();
    }

    static WorkerFrame draining() {
        return WorkerFrame.newBuilder().setDraining(Draining.newBuilder()).build();
    }

    static WorkerFrame done() {
        return WorkerFrame.newBuilder()
                .setDraining(Draining.newBuilder().setDone(true))
                .build();
    }

    static Effect.Assign assign(SessionId session, RunId run) {
        var attempt = new Attempt(TOKEN, new WorkerId("worker-1"), NOW);
        var made = new Run(
                run,
                new JobId(run.value()),
                JobKey.of("orders", "nightly"),
                4,
                new Cause.Requested(null),
                NOW,
                NOW.plusMillis(250),
                new Priority(5),
                Json.object().put("batch", 500).build(),
                2,
                0,
                new RunState.Sent(attempt));
        var spec = TestingJob.named("nightly")
                .handler("close")
                .timeout(Duration.ofSeconds(30))
                .draft()
                .spec();
        return new Effect.Assign(session, made, spec, attempt);
    }

    static Effect.Stop stop(SessionId session, RunId run, Effect.StopReason reason) {
        return new Effect.Stop(session, run, TOKEN, reason);
    }

    static Effect.Acknowledge acknowledge(SessionId session, RunId run) {
        return new Effect.Acknowledge(session, run, TOKEN, false, "stale token");
    }
}
