package io.carillon.test;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A handler under test: the user's own, and how long it takes by the test's clock. */
public final class TestHandler {

    private final AtomicInteger calls = new AtomicInteger();
    private final Consumer<AssertionError> failures;
    private volatile Duration takes = Duration.ZERO;

    TestHandler(Consumer<AssertionError> failures) {
        this.failures = failures;
    }

    /**
     * From now on each attempt takes so long: its work is done at the instant at which it begins, and it returns after this span. It can be
     * stopped meanwhile, as if it blocked.
     */
    public TestHandler takes(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("a handler can't take " + span);
        }
        takes = span;
        return this;
    }

    /** How many attempts have begun. */
    public int calls() {
        return calls.get();
    }

    /** Does the work of an attempt. */
    <T> T play(Stage stage, Callable<T> work) throws Exception {
        calls.incrementAndGet();
        T result = observed(work);
        if (takes.isPositive()) {
            stage.sleep(takes);
        }
        return result;
    }

    /** What a test asserts inside a handler must not get lost in an attempt that has failed. */
    private <T> T observed(Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (AssertionError failed) {
            failures.accept(failed);
            throw failed;
        }
    }
}
