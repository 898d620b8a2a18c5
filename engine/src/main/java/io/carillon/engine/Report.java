package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a worker says about an attempt. */
public sealed interface Report {

    RunId run();

    Token token();

    record Began(RunId run, Token token) implements Report {}

    record Succeeded(
            RunId run, Token token, Duration ran, @Nullable Json result) implements Report {}

    /**
     * It ended badly.
     *
     * @param retryable false where another attempt cannot end differently
     */
    record Failed(RunId run, Token token, Duration ran, RunError error, boolean retryable) implements Report {}

    /** The task found that there was nothing to be done. */
    record Skipped(RunId run, Token token, Duration ran, String reason) implements Report {}

    /** The task asks for another attempt after a while. */
    record Postponed(RunId run, Token token, Duration after, String reason) implements Report {}

    /** It ended because it was told to. */
    record Stopped(RunId run, Token token) implements Report {}

    /** It was never begun. */
    record Refused(RunId run, Token token, RunError error) implements Report {}
}
