package io.carillon.benchmarks.engine;

import io.carillon.engine.Command;
import io.carillon.engine.CommandId;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Core;
import io.carillon.engine.DueRuns;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.Report;
import io.carillon.engine.SessionId;
import io.carillon.engine.Settings;
import io.carillon.engine.Step;
import io.carillon.engine.WorkerFacts;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.WorkerId;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A core whose batches are durable at once, and whose one worker is done at once. */
final class BareNode {

    private static final int PARTITIONS = 256;
    private static final int IN_BATCH = 1_000;
    private static final SessionId SESSION = new SessionId(1);
    private static final AppName APP = new AppName("bench");
    private static final Instant BEGIN = Instant.parse("2027-01-01T00:00:00Z");

    private final Core core = new Core(new NodeId("node-1"), PARTITIONS, 1, Settings.DEFAULT, BEGIN);
    private final ArrayDeque<Event> inbox = new ArrayDeque<>();
    private final List<JobKey> jobs = new ArrayList<>();
    private Instant now = BEGIN;
    private long commands;
    private long done;

    BareNode(int jobs, int slots) {
        List<PartitionImage> images = IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new PartitionImage(new Partition(number), new Epoch(1), BEGIN, BEGIN, 0, true))
                .toList();
        settle(new Event.TookOver(images, Set.of(APP), List.of()));
        for (int number = 0; number < jobs; number++) {
            JobDraft draft = draft("bench-" + number);
            this.jobs.add(draft.key());
            ask(new Command.CreateJob(draft));
        }
        settle(new Event.WorkerJoined(
                SESSION,
                new WorkerFacts(
                        new WorkerId("worker-1"),
                        "boot",
                        APP,
                        slots,
                        false,
                        Set.of("handler:begin"),
                        Map.of(),
                        List.of())));
    }

    private static JobDraft draft(String name) {
        Json document = Json.parse("""
                {"apiVersion": "carillon/v1", "kind": "Job", "metadata": {"name": "%s"},
                 "spec": {"task": {"type": "handler", "app": "%s", "handler": "begin"}, "overlap": "allow"}}
                """.formatted(name, APP.value()));
        return switch (JobDocument.read(document)) {
            case Reading.Valid<JobDraft> valid -> valid.value();
            case Reading.Invalid<JobDraft> invalid -> throw new IllegalStateException("" + invalid.problems());
        };
    }

    /** Has runs asked for some time ahead of their instant, lets that come, and returns how many have ended so far. */
    long through(int runs, Duration ahead) {
        long wanted = done + runs;
        Instant due = now.plus(ahead);
        for (int from = 0; from < runs; from += IN_BATCH) {
            JobKey job = jobs.get((int) (++commands % jobs.size()));
            var one = new Command.TriggerJob(job, Json.Obj.EMPTY, due, null, null);
            ask(new Command.TriggerBatch(job, Collections.nCopies(Math.min(IN_BATCH, runs - from), one)));
        }
        now = due;
        settle(new Event.Tick());
        if (done != wanted) {
            throw new IllegalStateException("of " + runs + " runs " + (wanted - done) + " have not ended");
        }
        return done;
    }

    private void ask(Command command) {
        settle(new Event.Asked(new CommandId(++commands), command));
    }

    /** Steps until nothing is left to do at the present instant. */
    private void settle(Event event) {
        inbox.add(event);
        while (!inbox.isEmpty()) {
            Step step = core.step(inbox.remove(), now);
            carryOut(step.effects());
            boolean more = step.wakeUp() != null && !step.wakeUp().isAfter(now);
            if (inbox.isEmpty() && more) {
                inbox.add(new Event.Tick());
            }
        }
    }

    private void carryOut(List<Effect> effects) {
        var reports = new ArrayList<Report>();
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Commit commit ->
                    inbox.add(new Event.CommitEnded(
                            commit.batch().lane(), commit.batch().number(), CommitOutcome.Committed.WHOLE));
                case Effect.ReadJobs read -> inbox.add(nothing(read));
                case Effect.Load load -> inbox.add(new Event.Loaded(load.window(), List.of()));
                case Effect.Purge _ -> inbox.add(new Event.PurgeEnded(null));
                case Effect.Assign assign ->
                    reports.add(new Report.Succeeded(
                            assign.run().id(), assign.attempt().token(), Duration.ofMillis(1), null));
                case Effect.Acknowledge _ -> done++;
                default -> {
                    // Whoever asked, and whoever listens, is nobody here.
                }
            }
        }
        if (!reports.isEmpty()) {
            inbox.add(new Event.Reported(SESSION, reports));
        }
    }

    private Event nothing(Effect.ReadJobs read) {
        List<PartitionJobs> none = read.of().keySet().stream()
                .map(partition -> new PartitionJobs(partition, List.of(), List.of()))
                .toList();
        return new Event.JobsRead(read.of(), none, new DueRuns(List.of(), read.through()));
    }
}
