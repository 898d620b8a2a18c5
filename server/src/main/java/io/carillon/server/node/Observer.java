package io.carillon.server.node;

import io.carillon.engine.Note;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import io.carillon.model.run.SkipReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the core tells into metrics and log lines. Labels are bounded: none carries a job's or a run's name. */
final class Observer {

    private static final Logger log = LoggerFactory.getLogger(Observer.class);

    private final Map<SkipReason, Counter> skips = new EnumMap<>(SkipReason.class);
    private final Map<Note.BreakerState, Counter> breakers = new EnumMap<>(Note.BreakerState.class);
    private final Map<RunStatus, Counter> shards = new EnumMap<>(RunStatus.class);
    private final Counter succeeded;
    private final Counter failed;
    private final Counter cancelled;
    private final Counter retried;
    private final Counter postponed;
    private final Counter compensated;
    private final Counter purged;
    private final Map<DeadReason, Counter> deadLetters = new EnumMap<>(DeadReason.class);
    private final Counter checkpoints;
    private final Counter steps;
    private final Counter savingsRefused;
    private final Counter ignored;
    private final Counter lost;
    private final Counter fenced;
    private final Counter writesRefused;
    private final Timer lateness;
    private final WorstLately lately;
    private final Timer queued;
    private final Timer duration;

    Observer(MeterRegistry registry) {
        this(registry, new WorstLately(new SystemTicker()));
    }

    /** @param lately hears how late runs are handed out */
    Observer(MeterRegistry registry, WorstLately lately) {
        this.lately = lately;
        this.succeeded = outcome(registry, "succeeded");
        this.failed = outcome(registry, "failed");
        this.cancelled = outcome(registry, "cancelled");
        this.retried = Counter.builder("carillon.attempts.retried").register(registry);
        this.postponed = Counter.builder("carillon.attempts.postponed").register(registry);
        this.compensated = Counter.builder("carillon.compensations").register(registry);
        this.purged = Counter.builder("carillon.purged").register(registry);
        this.checkpoints = saved(registry, "checkpoint");
        this.steps = saved(registry, "step");
        this.savingsRefused = Counter.builder("carillon.savings.refused").register(registry);
        this.ignored = Counter.builder("carillon.reports.ignored").register(registry);
        this.lost = Counter.builder("carillon.lease.lost").register(registry);
        this.fenced = Counter.builder("carillon.fence.rejected").register(registry);
        this.writesRefused = Counter.builder("carillon.writes.refused").register(registry);
        this.lateness = histogram(registry, "carillon.fire.lateness", "From a run's instant to its first hand-out");
        this.queued = histogram(registry, "carillon.run.queue", "From being ready to being handed out");
        this.duration = histogram(registry, "carillon.run.duration", "From the start of the last attempt to its end");
        List.of(Note.BreakerState.values())
                .forEach(to -> breakers.put(to, counter(registry, "breaker.moves", "to", to)));
        Stream.of(RunStatus.values())
                .filter(RunStatus::isFinal)
                .forEach(status -> shards.put(status, counter(registry, "shards", "outcome", status)));
        List.of(SkipReason.values()).forEach(why -> skips.put(why, counter(registry, "skips", "reason", why)));
        List.of(DeadReason.values())
                .forEach(why -> deadLetters.put(why, counter(registry, "dead.letters", "reason", why)));
    }

    private static Counter counter(MeterRegistry registry, String name, String tag, Enum<?> value) {
        return Counter.builder("carillon." + name)
                .tag(tag, value.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void observe(Note note) {
        switch (note) {
            case Note.OfRun ofRun -> observe(ofRun);
            case Note.OfReport ofReport -> observe(ofReport);
            case Note.OfDefinition ofDefinition -> observe(ofDefinition);
            case Note.OfWorker ofWorker -> observe(ofWorker);
            case Note.OfOwnership ofOwnership -> observe(ofOwnership);
            case Note.OfStore ofStore -> observe(ofStore);
            case Note.BreakerMoved breaker -> {
                Counter counter = breakers.get(breaker.to());
                if (counter != null) {
                    counter.increment();
                }
                log.warn("event=breaker-moved of=\"{}\" to={}", breaker.of(), breaker.to());
            }
        }
    }

    private void observe(Note.OfRun note) {
        switch (note) {
            case Note.RunHandedOut out -> handedOut(out);
            case Note.RunSplit split ->
                log.info("event=run-split run={} job={} shards={}", split.run(), split.job(), split.shards());
            case Note.PartsFound found ->
                log.info(
                        "event=run-mapped run={} job={} by={} shards={}",
                        found.run(),
                        found.job(),
                        found.by(),
                        found.shards());
            case Note.RunRetried retry -> {
                retried.increment();
                log.info(
                        "event=run-retried run={} job={} error={} notBefore={}",
                        retry.run(),
                        retry.job(),
                        retry.error().code(),
                        retry.notBefore());
            }
            case Note.RunPostponed later -> {
                postponed.increment();
                log.info("event=run-postponed run={} job={} notBefore={}", later.run(), later.job(), later.notBefore());
            }
            case Note.RunEnded ended -> ended(ended.run());
            case Note.RunSkipped skipped -> {
                Counter counter = skips.get(skipped.reason());
                if (counter != null) {
                    counter.increment((double) skipped.count());
                }
                log.info(
                        "event=run-skipped run={} job={} reason={} count={}",
                        skipped.run(),
                        skipped.job(),
                        skipped.reason(),
                        skipped.count());
            }
            case Note.RunCompensated made -> {
                compensated.increment();
                log.info(
                        "event=run-compensated run={} job={} by={} byJob={}",
                        made.run(),
                        made.job(),
                        made.by(),
                        made.byJob());
            }
            case Note.RunDied dead -> {
                Counter counter = deadLetters.get(dead.reason());
                if (counter != null) {
                    counter.increment();
                }
                log.warn("event=dead-letter run={} job={} reason={}", dead.run(), dead.job(), dead.reason());
            }
        }
    }

    private void observe(Note.OfReport note) {
        switch (note) {
            case Note.WorkSaved saved -> (saved.step() ? steps : checkpoints).increment();
            case Note.SavingRefused refused -> {
                savingsRefused.increment();
                log.info(
                        "event=saving-refused run={} worker={} reason=\"{}\"",
                        refused.run(),
                        refused.worker(),
                        refused.reason());
            }
            case Note.ReportIgnored report -> {
                ignored.increment();
                log.info(
                        "event=report-ignored run={} worker={} reason=\"{}\"",
                        report.run(),
                        report.worker(),
                        report.reason());
            }
        }
    }

    private void observe(Note.OfDefinition note) {
        switch (note) {
            case Note.JobChanged change ->
                log.info(
                        "event=job-{} job={} version={}",
                        change.change(),
                        change.job().key(),
                        change.job().version());
            case Note.ResourceChanged change ->
                log.info(
                        "event={}-{} key={}/{} version={}",
                        change.resource().key().kind().word(),
                        change.change(),
                        change.resource().key().namespace(),
                        change.resource().key().name(),
                        change.resource().version());
        }
    }

    private void observe(Note.OfWorker note) {
        switch (note) {
            case Note.WorkerJoined joined ->
                log.info(
                        "event=worker-joined worker={} app={} slots={} holding={}",
                        joined.worker().id(),
                        joined.worker().app(),
                        joined.worker().slots(),
                        joined.worker().holding().size());
            case Note.WorkerLost gone ->
                log.warn("event=worker-lost worker={} attempts={}", gone.worker(), gone.attempts());
        }
    }

    private void observe(Note.OfOwnership note) {
        switch (note) {
            case Note.PartitionsTaken taken ->
                log.info("event=partitions-taken count={} epoch={}", taken.count(), taken.highest());
            case Note.PartitionsHandedOver handed -> log.info("event=partitions-handed-over count={}", handed.count());
            case Note.LeaseLapsed lapsed -> {
                lost.increment();
                log.warn("event=lease-lapsed partitions={}", lapsed.partitions());
            }
            case Note.LeaseRegained regained -> log.info("event=lease-regained partitions={}", regained.partitions());
            case Note.DatabaseLeft database ->
                log.warn(
                        "event=database-left database={} partitions={} reason=\"it does not answer, or takes no writes\"",
                        database.database() + 1,
                        database.partitions());
            case Note.PartitionLost partition -> {
                fenced.increment();
                log.warn("event=partition-lost partition={}", partition.partition());
            }
        }
    }

    private void observe(Note.OfStore note) {
        switch (note) {
            case Note.BandShed band ->
                log.warn("event=band-shed band={} reason=\"memory is as full as this band may make it\"", band.band());
            case Note.BandResumed band -> log.info("event=band-resumed band={}", band.band());
            case Note.JobParked job ->
                log.info(
                        "event=job-parked job={} band={} reason=\"more runs than its share of memory\"",
                        job.job(),
                        job.band());
            case Note.JobUnparked job -> log.info("event=job-unparked job={} band={}", job.job(), job.band());
            case Note.AppParked app ->
                log.info(
                        "event=app-parked app={} namespace={} band={} reason=\"more runs than its share of memory\"",
                        app.app(),
                        app.namespace(),
                        app.band());
            case Note.AppUnparked app ->
                log.info("event=app-unparked app={} namespace={} band={}", app.app(), app.namespace(), app.band());
            case Note.HistoryPurged history -> {
                purged.increment(history.runs());
                log.info("event=history-purged runs={}", history.runs());
            }
            case Note.WriteRefused refused -> {
                writesRefused.increment();
                log.error("event=write-refused {} reason=\"{}\"", refused.what(), refused.reason());
            }
            case Note.CommitFailed commit ->
                log.debug(
                        "event=commit-failed lane={} batch={} reason=\"{}\"",
                        commit.lane(),
                        commit.number(),
                        commit.reason());
        }
    }

    private void handedOut(Note.RunHandedOut out) {
        queued.record(atLeastZero(out.queued()));
        if (out.attempt().token().attempt() == 1) {
            lateness.record(atLeastZero(out.lateness()));
            lately.note(atLeastZero(out.lateness()));
        }
    }

    private void ended(Run run) {
        took(run.state());
        Counter counter =
                run.cause() instanceof Cause.Shard ? shards.get(run.state().status()) : null;
        if (counter != null) {
            counter.increment();
        } else {
            endedAsAWhole(run);
        }
    }

    private void endedAsAWhole(Run run) {
        switch (run.state()) {
            case RunState.Succeeded _ -> succeeded.increment();
            case RunState.Failed end -> {
                failed.increment();
                log.info(
                        "event=run-failed run={} job={} error={}",
                        run.id(),
                        run.job(),
                        end.error().code());
            }
            case RunState.Cancelled _ -> cancelled.increment();
            case RunState.Pending _, RunState.Scheduled _, RunState.Running _, RunState.Skipped _ ->
                throw new IllegalStateException("a run that has not ended was told to have ended: " + run);
        }
    }

    private void took(RunState state) {
        switch (state) {
            case RunState.Succeeded end -> took(end.attempt(), end.startedAt(), end.finishedAt());
            case RunState.Failed end -> took(end.attempt(), end.startedAt(), end.finishedAt());
            case RunState.Cancelled end -> took(end.attempt(), end.startedAt(), end.finishedAt());
            case RunState.Pending _, RunState.Scheduled _, RunState.Running _, RunState.Skipped _ -> {}
        }
    }

    /** What was done in parts took no attempt of its own. */
    private void took(@Nullable Attempt attempt, @Nullable Instant from, Instant to) {
        if (attempt != null && from != null) {
            duration.record(atLeastZero(Duration.between(from, to)));
        }
    }

    private static Duration atLeastZero(Duration span) {
        return span.isNegative() ? Duration.ZERO : span;
    }

    private static Counter outcome(MeterRegistry registry, String outcome) {
        return Counter.builder("carillon.runs").tag("outcome", outcome).register(registry);
    }

    private static Counter saved(MeterRegistry registry, String what) {
        return Counter.builder("carillon.saved").tag("what", what).register(registry);
    }

    private static Timer histogram(MeterRegistry registry, String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .register(registry);
    }
}
