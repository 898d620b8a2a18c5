package io.carillon.server.node;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Lanes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Measures commits: how long they take, how much they carry, and how often the fence speaks. */
final class CommitMetrics {

    private final MeterRegistry registry;
    private final Timer seconds;
    private final DistributionSummary size;
    private final Counter fenced;
    private final Counter failed;
    private final Writability writability;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Of one database. */
    CommitMetrics(MeterRegistry registry) {
        this(registry, Lanes.ONE);
    }

    CommitMetrics(MeterRegistry registry, Lanes lanes) {
        this.registry = registry;
        this.seconds = Timer.builder("carillon.commit")
                .description("How long a group commit takes")
                .publishPercentileHistogram()
                .register(registry);
        this.size = DistributionSummary.builder("carillon.commit.batch")
                .description("How many writes a group commit carries")
                .register(registry);
        this.fenced = Counter.builder("carillon.fence.rejected")
                .description("Partitions whose writes the fence refused")
                .register(registry);
        this.failed = Counter.builder("carillon.commit.failures")
                .description("Group commits that did not take place, or of which nobody knows")
                .register(registry);
        Gauge.builder("carillon.commits.under.way", underWay, AtomicInteger::get)
                .description("Group commits that the database is at")
                .register(registry);
        this.writability = new Writability(registry, lanes::isVital);
    }

    Writability writability() {
        return writability;
    }

    CommitOutcome timed(CommitBatch batch, Function<CommitBatch, CommitOutcome> commit) {
        Timer.Sample sample = Timer.start(registry);
        underWay.incrementAndGet();
        CommitOutcome outcome;
        try {
            outcome = commit.apply(batch);
        } finally {
            underWay.decrementAndGet();
        }
        sample.stop(seconds);
        size.record(batch.writes().size());
        return heard(batch, outcome);
    }

    /** Takes note of what became of a batch. */
    CommitOutcome heard(CommitBatch batch, CommitOutcome outcome) {
        switch (outcome) {
            case CommitOutcome.Committed done -> {
                fenced.increment(done.fencedOut().size());
                writability.committed(batch.lane());
            }
            case CommitOutcome.NotCommitted not -> failed(batch, not.reason());
            case CommitOutcome.Refused _ -> writability.committed(batch.lane());
            case CommitOutcome.Unknown unknown -> failed(batch, unknown.reason());
        }
        return outcome;
    }

    private void failed(CommitBatch batch, String reason) {
        failed.increment();
        writability.commitFailed(batch.lane(), reason);
    }
}
