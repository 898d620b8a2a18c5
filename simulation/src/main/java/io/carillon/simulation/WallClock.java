package io.carillon.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What a machine believes about the time of day. */
final class WallClock implements InstantSource {

    private final Timeline timeline;
    private Duration ahead = Duration.ZERO;

    WallClock(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public Instant instant() {
        return timeline.now().plus(ahead).truncatedTo(ChronoUnit.MICROS);
    }

    Duration ahead() {
        return ahead;
    }

    void set(Duration nowAhead) {
        ahead = nowAhead;
    }
}
