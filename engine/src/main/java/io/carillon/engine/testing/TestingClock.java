package io.carillon.engine.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is turned, in either direction. */
public final class TestingClock implements InstantSource {

    private volatile Instant now;

    public TestingClock(Instant start) {
        this.now = start;
    }

    public static TestingClock at(String instant) {
        return new TestingClock(Instant.parse(instant));
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void set(Instant instant) {
        now = instant;
    }

    /** Turns the clock; a negative span steps back. */
    public void turn(Duration span) {
        now = now.plus(span);
    }
}
