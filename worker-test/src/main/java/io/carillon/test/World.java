package io.carillon.test;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingLogStore;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What everything in one test shares: time, what is stored, and who is there. */
final class World {

    private final TestingClock clock;
    private final Timeline timeline;
    private final TestingStore store;
    private final TestingLogStore logs = new TestingLogStore();
    private final Stage stage = new Stage(this);
    private final TestNode node;
    private final Map<String, TestWorker> workers = new LinkedHashMap<>();
    private final List<String> history = new ArrayList<>();
    private @Nullable AssertionError failure;
    private boolean doubling;

    World(Instant start) {
        this.clock = new TestingClock(start);
        this.timeline = new Timeline(clock, (_, _) -> {});
        this.store = new TestingStore(clock);
        this.node = new TestNode(this);
    }

    TestingClock clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    TestingStore store() {
        return store;
    }

    TestingLogStore logs() {
        return logs;
    }

    Stage stage() {
        return stage;
    }

    TestNode node() {
        return node;
    }

    Map<String, TestWorker> workers() {
        return workers;
    }

    Timeline timeline() {
        return timeline;
    }

    /** Whether what matters arrives twice. */
    boolean doubling() {
        return doubling;
    }

    void setDoubling(boolean now) {
        doubling = now;
    }

    /** Whether somebody may be silent, so that beats have to be counted as they come. */
    boolean isWatchful() {
        return workers.values().stream().anyMatch(TestWorker::isPaused);
    }

    void at(Instant instant, String what, Runnable action) {
        timeline.at(instant, what, action);
    }

    void after(Duration span, String what, Runnable action) {
        timeline.after(span, what, action);
    }

    void soon(String what, Runnable action) {
        timeline.at(now(), what, action);
    }

    /** Somebody is waiting for this instant: whether it has come is looked at then. */
    void wakeAt(Instant instant) {
        timeline.at(instant, "a wait is over", () -> {});
    }

    void tell(String what) {
        history.add(now() + "  " + what);
    }

    List<String> history() {
        return List.copyOf(history);
    }

    /** Lets everything happen that happens by then, and handlers go on in between. */
    void runUntil(Instant instant) {
        if (!runUntil(instant, () -> false)) {
            timeline.runUntil(instant);
        }
    }

    boolean runUntil(Instant instant, BooleanSupplier enough) {
        requireTestThread();
        boolean was = timeline.runUntil(instant, () -> {
            List.copyOf(workers.values()).forEach(TestWorker::letHandlersGoOn);
            return enough.getAsBoolean();
        });
        throwFailure();
        return was;
    }

    /** An assertion inside a handler has failed: the test hears of it when it has turned the clock. */
    void failed(AssertionError assertion) {
        failure = failure == null ? assertion : failure;
    }

    private void throwFailure() {
        AssertionError thrown = failure;
        failure = null;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Lets everything happen that follows from what was just done. A handler's thread leaves that to whoever waits for it. */
    void settle() {
        if (!stage.isOn()) {
            runUntil(now());
        }
    }

    private void requireTestThread() {
        if (stage.isOn()) {
            throw new IllegalStateException("a handler can't turn the clock; it lets time pass by CarillonTest.sleep");
        }
    }
}
