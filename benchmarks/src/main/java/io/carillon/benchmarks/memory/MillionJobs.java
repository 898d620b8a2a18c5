package io.carillon.benchmarks.memory;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Core;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.Settings;
import io.carillon.engine.Step;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.JdbcStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Registers very many cron jobs in an embedded database, takes them over as a node does, and plans an hour of them. Prints what each
 * phase took, the longest step, and the heap that is left in use.
 */
public final class MillionJobs {

    private static final int PARTITIONS = 256;
    private static final int TAKEN_AT_ONCE = 32;
    private static final int BATCH = 5_000;
    private static final NodeId NODE = new NodeId("node-1");

    private final JdbcStore store;
    private final Core core;
    private Instant now;
    private Duration longestStep = Duration.ZERO;
    private Duration stepped = Duration.ZERO;
    private long inserted;

    private MillionJobs(JdbcStore store, Instant start) {
        this.store = store;
        this.now = start;
        this.core = new Core(NODE, PARTITIONS, 1, Settings.DEFAULT, start);
    }

    /**
     * Measures once.
     *
     * @param args how many jobs; a million if it is not said
     */
    public static void main(String[] args) throws Exception {
        int jobs = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        Path directory = Files.createTempDirectory("carillon-million-jobs");
        try {
            say("jobs", jobs);
            register(directory, jobs);
            try (JdbcStore store = EmbeddedDatabase.open(directory)) {
                new MillionJobs(store, Instant.now()).measure();
            }
        } finally {
            delete(directory);
        }
    }

    private static void register(Path directory, int jobs) {
        long begin = System.nanoTime();
        try (JdbcStore store = EmbeddedDatabase.open(directory)) {
            var epochs = new TreeMap<Partition, Epoch>();
            store.takeOver(NODE, all(Epoch.NONE)).forEach(image -> epochs.put(image.partition(), image.epoch()));
            var ids = new TreeMap<Partition, IdSequence>();
            Instant made = Instant.now();
            var writes = new ArrayList<Write>();
            long batches = 0;
            for (int i = 0; i < jobs; i++) {
                JobDraft draft = draft(i);
                Partition partition = Partition.of(draft.key(), PARTITIONS);
                var id = new JobId(ids.computeIfAbsent(partition, fresh -> new IdSequence(fresh, 0))
                        .next(made));
                var job = new Job(id, draft.key(), 1, draft.labels(), draft.spec(), false, made, made);
                writes.add(new Write.PutJob(partition, job));
                if (writes.size() == BATCH || i == jobs - 1) {
                    CommitOutcome outcome =
                            store.commit(new CommitBatch(NODE, ++batches, made, epochs, List.copyOf(writes)));
                    if (!outcome.equals(CommitOutcome.Committed.WHOLE)) {
                        throw new IllegalStateException("registering failed: " + outcome);
                    }
                    writes.clear();
                }
            }
        }
        say("registering, s", seconds(System.nanoTime() - begin));
    }

    /** Daily jobs spread over the minutes of the day, as users write them, with the words and numbers of their own. */
    private static JobDraft draft(int i) {
        Json document = Json.parse("""
                {"apiVersion": "carillon/v1", "kind": "Job",
                 "metadata": {"name": "close-orders-of-shop-%d", "namespace": "team-%d", "labels": {"team": "orders"}},
                 "spec": {
                   "triggers": [{"cron": "%d %d %d * * ?", "zone": "Asia/Shanghai"}],
                   "task": {"type": "handler", "app": "shop-%d", "handler": "closeUnpaidOrders",
                            "params": {"shop": %d, "batch": 500}},
                   "timeout": "30s",
                   "retry": {"maxAttempts": 5, "backoff": "exponential", "initial": "2s", "max": "1m"},
                   "overlap": "skip"}}
                """.formatted(i, i % 100, i % 60, i / 60 % 60, i / 3600 % 24, i % 20, i));
        return switch (JobDocument.read(document)) {
            case Reading.Valid<JobDraft> valid -> valid.value();
            case Reading.Invalid<JobDraft> invalid -> throw new IllegalStateException("" + invalid.problems());
        };
    }

    private void measure() {
        long empty = heapInUse();
        takeOver();
        long full = heapInUse();
        say("heap in use, MiB", (full - empty) >> 20);
        plan();
        say("heap in use after an hour, MiB", (heapInUse() - empty) >> 20);
        say("runs in memory", core.liveRuns());
    }

    private void takeOver() {
        long begin = System.nanoTime();
        long reading = 0;
        NavigableMap<Partition, Epoch> left = all(new Epoch(1));
        while (!left.isEmpty()) {
            var next = new TreeMap<Partition, Epoch>();
            while (!left.isEmpty() && next.size() < TAKEN_AT_ONCE) {
                Partition partition = left.firstKey();
                next.put(partition, left.remove(partition));
            }
            long before = System.nanoTime();
            List<PartitionImage> images = store.takeOver(NODE, next);
            reading += System.nanoTime() - before;
            step(new Event.TookOver(images, new TreeSet<>(List.of(new AppName("shop-0"))), List.of()));
        }
        say("take-over, s", seconds(System.nanoTime() - begin));
        say("  of it reading, s", seconds(reading));
        say("  of it in steps, s", seconds(stepped.toNanos()));
        say("  longest step, ms", longestStep.toMillis());
    }

    private void plan() {
        longestStep = Duration.ZERO;
        stepped = Duration.ZERO;
        inserted = 0;
        Instant end = now.plus(Duration.ofHours(1));
        int steps = 0;
        for (Instant wakeUp = now; wakeUp != null && wakeUp.isBefore(end); steps++) {
            now = wakeUp.isAfter(now) ? wakeUp : now;
            wakeUp = step(new Event.Tick());
        }
        say("planning an hour: runs recorded", inserted);
        say("  steps", steps);
        say("  time in steps, s", seconds(stepped.toNanos()));
        say("  longest step, ms", longestStep.toMillis());
    }

    /** Steps, and carries out what follows: commits take place at once and nothing is read, because nobody works here. */
    private Instant step(Event first) {
        var events = new ArrayDeque<Event>(List.of(first));
        Instant wakeUp = now;
        for (Event event = events.poll(); event != null; event = events.poll()) {
            long before = System.nanoTime();
            Step step = core.step(event, now);
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            stepped = stepped.plus(took);
            longestStep = took.compareTo(longestStep) > 0 ? took : longestStep;
            wakeUp = step.wakeUp() == null ? now.plusSeconds(3600) : step.wakeUp();
            for (Effect effect : step.effects()) {
                if (effect instanceof Effect.Commit commit) {
                    inserted += commit.batch().writes().stream()
                            .filter(write -> write instanceof Write.InsertRun)
                            .count();
                    events.add(new Event.CommitEnded(commit.batch().number(), CommitOutcome.Committed.WHOLE));
                } else if (effect instanceof Effect.Load load) {
                    events.add(new Event.Loaded(load.window(), List.of()));
                }
            }
        }
        return wakeUp;
    }

    private static NavigableMap<Partition, Epoch> all(Epoch epoch) {
        var all = new TreeMap<Partition, Epoch>();
        for (int i = 0; i < PARTITIONS; i++) {
            all.put(new Partition(i), epoch);
        }
        return all;
    }

    private static long heapInUse() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static String seconds(long nanos) {
        return "%.2f".formatted(nanos / 1e9);
    }

    private static void say(String what, Object value) {
        System.out.printf("%-34s %12s%n", what, value);
    }

    private static void delete(Path directory) throws java.io.IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
