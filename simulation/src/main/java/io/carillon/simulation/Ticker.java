package io.carillon.simulation;

import io.carillon.engine.testing.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** What a machine's quartz counts: nanoseconds that only ever go on, a little too fast or too slow. */
final class Ticker implements LongSupplier {

    /** Several times worse than what is sold. */
    static final double WORST = 0.000_5;

    private final Timeline timeline;
    private final Instant origin;
    private double tooFast;

    Ticker(Timeline timeline) {
        this.timeline = timeline;
        this.origin = timeline.now();
    }

    @Override
    public long getAsLong() {
        long elapsed = Duration.between(origin, timeline.now()).toNanos();
        return elapsed + (long) (elapsed * tooFast);
    }

    /** To be called before anybody has read it: it would jump. */
    void drift(double part) {
        tooFast = part;
    }
}
