package io.carillon.test;

import io.carillon.client.AttemptView;
import io.carillon.client.RunErrorView;
import io.carillon.client.RunView;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as it stood when it was looked at. What the API would show of it is its {@link #view}. */
public final class TestRun {

    private static final Duration USUAL_LIMIT = Duration.ofHours(1);

    private final Runs runs;
    private final RunView view;
    private final List<String> log;

    TestRun(Runs runs, RunView view, List<String> log) {
        this.runs = runs;
        this.view = view;
        this.log = log;
    }

    /** Turns the clock until the run has ended, by an hour at most, and answers with the run as it is then. */
    public TestRun await() {
        return await(USUAL_LIMIT);
    }

    /**
     * Turns the clock until the run has ended.
     *
     * @throws AssertionError if it has not after so long; it says what the run waits for
     */
    public TestRun await(Duration limit) {
        return runs.await(view.id(), limit);
    }

    /** The same run as it stands now. */
    public TestRun now() {
        return runs.now(view.id());
    }

    /**
     * Requires a state.
     *
     * @throws AssertionError with all that is known of the run, if it is in another one
     */
    public TestRun expect(RunStatus state) {
        if (view.state() != state) {
            throw new AssertionError("expected a run that is " + state + "\n" + this);
        }
        return this;
    }

    public String id() {
        return view.id().toString();
    }

    public String job() {
        return view.job().name().value();
    }

    public RunStatus state() {
        return view.state();
    }

    /** Why it is in its state, in a word: {@code overlap}, {@code retry}, {@code TIMED_OUT}; null where there is nothing to say. */
    public @Nullable String reason() {
        return view.reason();
    }

    /** What it waits for or why it was left out, in a sentence; null where there is nothing to say. */
    public @Nullable String why() {
        return view.why();
    }

    public Instant scheduledAt() {
        return view.times().scheduledAt();
    }

    public @Nullable Instant startedAt() {
        return view.times().startedAt();
    }

    public @Nullable Instant finishedAt() {
        return view.times().finishedAt();
    }

    /** How often it was handed out. */
    public int attempt() {
        return view.attempt();
    }

    /** The worker that has or had it; null if none has. */
    public @Nullable String worker() {
        return view.where().worker();
    }

    /** The attempts that did not end it well. */
    public List<AttemptView> failures() {
        return view.attempts();
    }

    /** What it failed with, or its latest attempt; null if nothing has failed. */
    public @Nullable RunErrorView error() {
        return view.error();
    }

    /** What its handler returned; null if it returned nothing or has not returned. */
    public <R> @Nullable R result(Class<R> type) {
        Json result = view.document().get("result").orElse(null);
        return result == null ? null : runs.codec().read(result.text(), type);
    }

    /** The params that its handler was given. */
    public <P> P params(Class<P> type) {
        return runs.codec()
                .read(view.document().get("params").orElse(Json.Obj.EMPTY).text(), type);
    }

    /** What its attempts have said, as far as it has come: lines are on their way for a third of a second. */
    public List<String> log() {
        return log;
    }

    public RunView view() {
        return view;
    }

    /** All that is known of it. */
    @Override
    public String toString() {
        return new Story(this).text();
    }
}
