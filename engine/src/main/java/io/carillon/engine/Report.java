package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker says about an attempt. */
public sealed interface Report {

    RunId run();

    Token token();

    /** That it began, or how it ended. */
    sealed interface OfState extends Report {}

    /** Something besides, which moves no run. */
    sealed interface Aside extends Report {}

    record Began(RunId run, Token token) implements OfState {}

    record Succeeded(
            RunId run, Token token, Duration ran, @Nullable Json result) implements OfState {}

    /**
     * It ended badly.
     *
     * @param retryable false where another attempt cannot end differently
     */
    record Failed(RunId run, Token token, Duration ran, RunError error, boolean retryable) implements OfState {}

    /** The task found that there was nothing to be done. */
    record Skipped(RunId run, Token token, Duration ran, String reason) implements OfState {}

    /** The task asks for another attempt after a while. */
    record Postponed(RunId run, Token token, Duration after, String reason) implements OfState {}

    /** What the task has begun goes on elsewhere, and whoever does it will say how it ended. */
    record Deferred(RunId run, Token token, Duration ran) implements OfState {}

    /**
     * The task has found out into which parts the work falls.
     *
     * @param items what each part has for itself
     * @param gathers whether it wants to make one result of what they come to
     */
    record Mapped(RunId run, Token token, Duration ran, List<Json.Obj> items, boolean gathers) implements OfState {

        public Mapped {
            items = List.copyOf(items);
        }
    }

    /** It ended because it was told to. */
    record Stopped(RunId run, Token token) implements OfState {}

    /** It was never begun. */
    record Refused(RunId run, Token token, RunError error) implements OfState {}

    /** How far it is. */
    record Progressed(RunId run, Token token, Progress progress) implements Aside {}

    /**
     * Something that those after it shall have.
     *
     * @param sequence by which its worker knows what is acknowledged; {@link #UNASKED} if that comes with how it ended
     */
    record Saving(RunId run, Token token, long sequence, Saved.Entry entry) implements Aside {

        public static final long UNASKED = 0;
    }
}
