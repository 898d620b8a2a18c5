package io.carillon.test;

import io.carillon.worker.task.Handler;
import io.carillon.worker.task.JobContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

    /** What a test asserts inside a handler must not get lost in an attempt that has failed. */
    private <P> @Nullable Object observed(Handler<P> own, P params, JobContext run) throws Exception {
        try {
            return own.run(params, run);
        } catch (AssertionError failed) {
            failures.accept(failed);
            throw failed;
        }
    }

    <P> Handler<P> over(Handler<P> own, Stage stage) {
        return new Handler<>() {
            @Override
            public @Nullable Object run(P params, JobContext run) throws Exception {
                calls.incrementAndGet();
                Object result = observed(own, params, run);
                if (takes.isPositive()) {
                    stage.sleep(takes);
                }
                return result;
            }
        };
    }
}
