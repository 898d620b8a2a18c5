package io.carillon.spring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Attempts in the application's own metrics. */
final class MeteredAttempts implements AttemptObserver {

    private final MeterRegistry registry;
    private final AtomicInteger busy = new AtomicInteger();

    MeteredAttempts(MeterRegistry registry, int slots) {
        this.registry = registry;
        slots("total", () -> slots);
        slots("busy", busy::get);
    }

    @Override
    public Ending began(String handler) {
        busy.incrementAndGet();
        var sample = Timer.start(registry);
        return outcome -> {
            busy.decrementAndGet();
            sample.stop(Timer.builder("carillon.worker.attempts")
                    .description("How long attempts took, by how they ended")
                    .tag("handler", handler)
                    .tag("outcome", outcome)
                    .register(registry));
        };
    }

    private void slots(String state, Supplier<Number> count) {
        Gauge.builder("carillon.worker.slots", count)
                .description("How many attempts may run at once, and how many do")
                .tag("state", state)
                .register(registry);
    }
}
