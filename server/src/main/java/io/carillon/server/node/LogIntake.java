package io.carillon.server.node;

import io.carillon.engine.StoreException;
import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogStore;
import io.carillon.gateway.LogSink;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what runs say, on a thread of its own. What waits is bounded: whoever finds no room is told to come again. It rests after each
 * write for several times as long as that took, so that where there is one writer the scheduler has him for most of the time.
 */
final class LogIntake implements LogSink, AutoCloseable {

    static final long MAX_WAITING_BYTES = 16L << 20;

    private static final Logger log = LoggerFactory.getLogger(LogIntake.class);
    private static final int FRAME_BYTES = 256 << 10;
    private static final long WRITE_BYTES = 1 << 20;
    private static final int RESTS = 4;
    private static final Duration SHORTEST_REST = Duration.ofMillis(50);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    private static final Duration NO_ROOM = Duration.ofSeconds(1);
    private static final Duration NO_STORE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LogStore store;
    private final LogLimits limits;
    private final InstantSource clock;
    private final LongSupplier ticks;
    private final AtomicLong waiting = new AtomicLong();
    private final LogMetrics metrics;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private boolean failing;

    LogIntake(LogStore store, LogLimits limits, InstantSource clock, LongSupplier ticks, MeterRegistry registry) {
        this.store = store;
        this.limits = limits;
        this.clock = clock;
        this.ticks = ticks;
        this.metrics = new LogMetrics(registry, waiting);
        this.thread = Threads.named("carillon-logs").newThread(this::run);
    }

    private record Waiting(Delivery delivery, Answer answer) {}

    /** Wakes the thread to find that it is over. */
    private static final class Nobody implements Answer {

        @Override
        public void kept() {}

        @Override
        public void notNow(Duration wait) {}
    }

    void start() {
        thread.start();
    }

    @Override
    public int frameBytes() {
        return limits.head() == 0 ? 0 : FRAME_BYTES;
    }

    @Override
    public void take(Delivery delivery, Answer answer) {
        if (waiting.addAndGet(delivery.bytes()) > MAX_WAITING_BYTES) {
            waiting.addAndGet(-delivery.bytes());
            metrics.putOff();
            answer.notNow(NO_ROOM);
        } else {
            queue.add(new Waiting(delivery, answer));
        }
    }

    @Override
    public void refused() {
        metrics.refused();
    }

    /** Keeps what is being kept, and nothing more: workers have the rest. */
    @Override
    public void close() {
        closed.countDown();
        queue.add(new Waiting(new Delivery(List.of(), 0, 0), new Nobody()));
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (List<Waiting> some = next(); !isClosed(); some = next()) {
                long began = ticks.getAsLong();
                keep(some);
                rest(Duration.ofNanos(ticks.getAsLong() - began));
            }
        } catch (InterruptedException stopped) {
            log.debug("event=log-intake-stopped waiting={}", queue.size());
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private List<Waiting> next() throws InterruptedException {
        var some = new ArrayList<Waiting>();
        Waiting first = queue.take();
        some.add(first);
        long bytes = first.delivery().bytes();
        for (Waiting more = queue.peek(); more != null && bytes < WRITE_BYTES; more = queue.peek()) {
            some.add(queue.remove());
            bytes += more.delivery().bytes();
        }
        return some;
    }

    /** Whatever goes wrong is answered: a worker that hears nothing would never send anything again. */
    private void keep(List<Waiting> some) {
        List<LogBlock> blocks =
                some.stream().flatMap(each -> each.delivery().blocks().stream()).toList();
        try {
            metrics.write().record(() -> store.append(blocks, limits, clock.instant()));
            failing = false;
            some.forEach(this::kept);
        } catch (StoreException unavailable) {
            warn(unavailable);
            some.forEach(each -> each.answer().notNow(NO_STORE));
            some.forEach(_ -> metrics.putOff());
        } catch (RuntimeException bug) {
            log.error("event=logs-lost blocks={}", blocks.size(), bug);
            some.forEach(each -> each.answer().kept());
        } finally {
            some.forEach(each -> waiting.addAndGet(-each.delivery().bytes()));
        }
    }

    private void kept(Waiting each) {
        metrics.kept(each.delivery());
        each.answer().kept();
    }

    /** Once for each time that it begins to fail: an outage is no reason for a flood. */
    private void warn(StoreException unavailable) {
        if (!failing) {
            log.warn("event=logs-not-kept code={} reason=\"{}\"", unavailable.code(), unavailable.getMessage());
        }
        failing = true;
    }

    private void rest(Duration busy) throws InterruptedException {
        Duration rest = busy.multipliedBy(RESTS);
        if (rest.compareTo(SHORTEST_REST) < 0) {
            rest = SHORTEST_REST;
        } else if (rest.compareTo(LONGEST_REST) > 0) {
            rest = LONGEST_REST;
        }
        var _ = closed.await(rest.toNanos(), TimeUnit.NANOSECONDS);
    }
}
