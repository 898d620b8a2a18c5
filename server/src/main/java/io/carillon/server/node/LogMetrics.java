package io.carillon.server.node;

import io.carillon.engine.log.LogBlock;
import io.carillon.gateway.LogSink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Measures what runs say. */
final class LogMetrics {

    private final Counter lines;
    private final Counter bytes;
    private final Counter leftOut;
    private final Counter putOff;
    private final Counter refused;
    private final Timer write;

    LogMetrics(MeterRegistry registry, AtomicLong waiting) {
        this.lines = counter(registry, "carillon.log.lines", "Lines of runs that were kept");
        this.bytes = counter(registry, "carillon.log.bytes", "What workers sent of what runs have said, and was kept");
        this.leftOut =
                counter(registry, "carillon.log.left.out", "Lines that workers left out because there were too many");
        this.putOff = counter(registry, "carillon.log.put.off", "Frames of lines that are to come again later");
        this.refused = counter(registry, "carillon.log.refused", "Frames of lines that made no sense");
        this.write = Timer.builder("carillon.log.write")
                .description("How long it takes to keep lines")
                .register(registry);
        Gauge.builder("carillon.log.waiting", waiting, AtomicLong::get)
                .description("Bytes of lines that wait to be kept")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void kept(LogSink.Delivery delivery) {
        lines.increment(delivery.blocks().stream()
                .map(LogBlock::lines)
                .mapToInt(List::size)
                .sum());
        bytes.increment(delivery.bytes());
        leftOut.increment((double) delivery.leftOut());
    }

    void putOff() {
        putOff.increment();
    }

    void refused() {
        refused.increment();
    }

    Timer write() {
        return write;
    }
}
