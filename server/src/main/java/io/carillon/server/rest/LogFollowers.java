package io.carillon.server.rest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.HttpStatus;

/** Those who follow logs on this node: so many and no more, and none when it stops. */
public final class LogFollowers implements ApplicationListener<ContextClosedEvent>, AutoCloseable {

    private final int seats;
    private final Semaphore free;
    private final CountDownLatch closed = new CountDownLatch(1);

    public LogFollowers(int seats, MeterRegistry registry) {
        this.seats = seats;
        this.free = new Semaphore(seats);
        Gauge.builder("carillon.log.followers", free, each -> seats - each.availablePermits())
                .description("Readers who follow the log of a run")
                .register(registry);
    }

    /** Whoever has one may follow. */
    interface Seat extends AutoCloseable {

        /** Waits; returns whether it is over. */
        boolean pause(Duration time);

        @Override
        void close();
    }

    Seat sit() {
        if (!free.tryAcquire()) {
            throw new ApiException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-followers",
                    "all " + seats
                            + " places to follow logs on this node are taken; read pages instead, or ask another node");
        }
        return new Taken();
    }

    private final class Taken implements Seat {

        @Override
        public boolean pause(Duration time) {
            try {
                return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        @Override
        public void close() {
            free.release();
        }
    }

    /** Before the server waits for those who are being answered. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        close();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
