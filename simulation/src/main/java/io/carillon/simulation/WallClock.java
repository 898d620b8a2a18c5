package io.carillon.simulation;

import io.carillon.engine.testing.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What a machine believes about the time of day: it may be wrong by minutes, go too fast or too slow, and be put right or wrong. */
final class WallClock implements InstantSource {

    private final Timeline timeline;
    private Instant setAt;
    private Duration ahead = Duration.ZERO;
    private double tooFast;

    WallClock(Timeline timeline) {
        this.timeline = timeline;
        this.setAt = timeline.now();
    }

    @Override
    public Instant instant() {
        return timeline.now().plus(ahead()).truncatedTo(ChronoUnit.MICROS);
    }

    /** How far it is ahead; negative if it is behind. */
    Duration ahead() {
        return ahead.plusNanos((long) (Duration.between(setAt, timeline.now()).toNanos() * tooFast));
    }

    /** @param drift by which part of the elapsed time it gets further ahead */
    void set(Duration nowAhead, double drift) {
        setAt = timeline.now();
        ahead = nowAhead;
        tooFast = drift;
    }
}
