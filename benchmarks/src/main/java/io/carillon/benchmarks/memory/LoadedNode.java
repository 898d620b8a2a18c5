package io.carillon.benchmarks.memory;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Core;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Leases;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Report;
import io.carillon.engine.SessionId;
import io.carillon.engine.Settings;
import io.carillon.engine.Step;
import io.carillon.engine.WorkerFacts;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Partition;
import io.carillon.model.WorkerId;
import io.carillon.store.JdbcStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A node's core over a real store: this thread steps it, two others read for it, as in a server. Its clock begins where the schedule
 * was left. During the take-over it goes as fast as it does everywhere; after that it leaps from one wake-up to the next.
 */
final class LoadedNode {

    private static final int SLOTS = 100_000;

    private final LinkedBlockingQueue<Event> inbox = new LinkedBlockingQueue<>();
    private final JdbcStore store;
    private final Core core;
    private Instant now;
    private Instant wakeUp;
    private Meter meter = new Meter();
    private long recorded;
    private long handedOut;

    LoadedNode(JdbcStore store) {
        this.store = store;
        this.now = store.partitions().stream()
                .map(PartitionStatus::watermark)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        this.wakeUp = now;
        this.core = new Core(
                MillionJobs.NODE,
                MillionJobs.PARTITIONS,
                store.lastBatch(MillionJobs.NODE) + 1,
                Settings.DEFAULT,
                Leases.DEFAULT,
                now);
    }

    /** Takes everything over. */
    void takeOver() throws InterruptedException {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        meter = new Meter();
        Instant began = now;
        long begin = System.nanoTime();
        while (!core.settled() || !inbox.isEmpty()) {
            long pause = Math.clamp(Duration.between(now, wakeUp).toNanos(), 0, 100_000_000);
            Event next = inbox.poll(pause, TimeUnit.NANOSECONDS);
            now = began.plusNanos(System.nanoTime() - begin);
            step(next == null ? new Event.Tick() : next, readers);
        }
        MillionJobs.say("taken over: partitions", core.ownedPartitions());
        meter.say();
        readers.shutdown();
        recorded = 0;
    }

    /** Runs a part of the schedule, with workers that take everything and are done at once. */
    void run(Duration schedule) {
        meter = new Meter();
        for (int app = 0; app < MillionJobs.APPS; app++) {
            var worker = new WorkerFacts(
                    new WorkerId("worker-" + app),
                    "boot",
                    new AppName("shop-" + app),
                    SLOTS,
                    false,
                    Set.of("http", "handler:closeUnpaidOrders"),
                    Map.of(),
                    List.of());
            inbox.add(new Event.WorkerJoined(new SessionId(app + 1), worker));
        }
        Instant end = now.plus(schedule);
        while (now.isBefore(end)) {
            Event next = inbox.poll();
            if (next == null) {
                now = wakeUp.isAfter(now) ? wakeUp : now;
            }
            step(next == null ? new Event.Tick() : next, Runnable::run);
        }
        MillionJobs.say("schedule, s", schedule.toSeconds());
        MillionJobs.say("  runs recorded", recorded);
        MillionJobs.say("  runs handed out and ended", handedOut);
        meter.say();
        MillionJobs.say(
                "  core's part of a processor, %", "%.2f".formatted(meter.stepping() / 1e7 / schedule.toSeconds()));
    }

    private void step(Event event, Executor readers) {
        Step step = meter.step(core, event, now);
        wakeUp = step.wakeUp() == null ? now.plusSeconds(1) : step.wakeUp();
        step.effects().forEach(effect -> carryOut(effect, readers));
    }

    private void carryOut(Effect effect, Executor readers) {
        switch (effect) {
            case Effect.Commit commit -> readers.execute(() -> inbox.add(meter.read(() -> commit(commit.batch()))));
            case Effect.Load load ->
                readers.execute(() ->
                        inbox.add(meter.read(() -> new Event.Loaded(load.window(), store.load(load.window())))));
            case Effect.Renew renew -> inbox.add(renewed(renew));
            case Effect.TakeOver taken ->
                readers.execute(() -> inbox.add(meter.read(() -> new Event.TookOver(
                        store.takeOver(MillionJobs.NODE, taken.ifEpoch()),
                        new TreeSet<>(store.apps()),
                        store.resources()))));
            case Effect.ReadJobs read -> readers.execute(() -> inbox.add(meter.read(() -> read.from(store))));
            case Effect.Purge _ -> inbox.add(new Event.PurgeEnded(null));
            case Effect.Assign assign -> {
                handedOut++;
                var done =
                        new Report.Succeeded(assign.run().id(), assign.attempt().token(), Duration.ofMillis(1), null);
                inbox.add(new Event.Reported(assign.session(), List.of(done)));
            }
            case Effect.Recall recall -> inbox.add(new Event.WorkerHolds(recall.session(), List.of()));
            case Effect.Look _,
                    Effect.Resolve _,
                    Effect.Stop _,
                    Effect.Want _,
                    Effect.ConfirmCredit _,
                    Effect.ReadParts _,
                    Effect.ReadJob _,
                    Effect.ReadSaved _ -> throw new IllegalStateException("unexpected: " + effect);
            case Effect.Acknowledge _,
                    Effect.AcknowledgeSaving _,
                    Effect.Disclaim _,
                    Effect.Answer _,
                    Effect.Tell _ -> {}
        }
    }

    private Event commit(CommitBatch batch) {
        recorded += batch.writes().stream()
                .filter(write -> write instanceof Write.InsertRun)
                .count();
        return Event.CommitEnded.of(batch, store.commit(batch));
    }

    private Event renewed(Effect.Renew renew) {
        var statuses = new TreeMap<Partition, PartitionStatus>();
        store.partitions().forEach(status -> statuses.put(status.partition(), status));
        return new Event.Renewed(
                renew.number(), store.membership().renew(MillionJobs.NODE, renew.lease(), renew.leaving()), statuses);
    }
}
