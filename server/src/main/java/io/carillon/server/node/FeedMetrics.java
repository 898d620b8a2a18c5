package io.carillon.server.node;

import io.carillon.protocol.v1.feed.FeedWire;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures what clients feed. */
final class FeedMetrics {

    private final AtomicInteger streams = new AtomicInteger();
    private final Counter taken;
    private final Counter refused;
    private final Counter unknown;
    private final Counter runs;
    private final Timer answer;

    FeedMetrics(MeterRegistry registry) {
        this.taken = batches(registry, "taken");
        this.refused = batches(registry, "refused");
        this.unknown = batches(registry, "unknown");
        this.runs = Counter.builder("carillon.feed.runs")
                .description("Runs of batches that were taken")
                .register(registry);
        this.answer = Timer.builder("carillon.feed.answer")
                .description("From the beginning with a batch to its answer")
                .publishPercentileHistogram()
                .register(registry);
        Gauge.builder("carillon.feed.streams", streams, AtomicInteger::get)
                .description("Streams of clients that are open")
                .register(registry);
    }

    private static Counter batches(MeterRegistry registry, String outcome) {
        return Counter.builder("carillon.feed.batches").tag("outcome", outcome).register(registry);
    }

    void opened() {
        streams.incrementAndGet();
    }

    void closed() {
        streams.decrementAndGet();
    }

    void answered(FeedWire.Answered answered) {
        switch (answered.getFrameCase()) {
            case TAKEN -> {
                taken.increment();
                runs.increment(answered.getTaken().getRunIdsCount());
            }
            case REFUSED -> refused.increment();
            case UNKNOWN -> unknown.increment();
            case WELCOME, FRAME_NOT_SET -> {}
        }
    }

    Timer answer() {
        return answer;
    }
}
