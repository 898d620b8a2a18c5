package io.carillon.server.rest;

import io.carillon.engine.Report;
import io.carillon.gateway.ReportLimits;
import io.carillon.model.Problem;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.ObjectReader;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says who calls back. Nothing at all says that it went well.
 *
 * @param text why it failed or there was nothing to be done
 */
record CallbackRequest(
        Status status, @Nullable Json result, String code, String text, String detail, boolean retryable) {

    enum Status {
        SUCCEEDED,
        FAILED,
        SKIPPED
    }

    static CallbackRequest read(Optional<String> body) {
        Json said = body.filter(text -> !text.isBlank()).map(Json::parse).orElse(Json.Obj.EMPTY);
        var problems = new ArrayList<Problem>();
        var reader = new ObjectReader(said, "", problems);
        Status status = reader.choice("status", Status.values()).orElse(Status.SUCCEEDED);
        CallbackRequest request = switch (status) {
            case SUCCEEDED -> succeeded(reader);
            case FAILED -> failed(reader);
            case SKIPPED ->
                new CallbackRequest(status, null, "", limited(reader, "reason", ReportLimits.MESSAGE), "", false);
        };
        reader.close();
        RunRequest.refuse(List.copyOf(problems));
        return request;
    }

    private static CallbackRequest succeeded(ObjectReader reader) {
        Json result = reader.get("result").orElse(null);
        int bytes = result == null ? 0 : result.text().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ReportLimits.RESULT_BYTES) {
            reader.problem(
                    "result",
                    "too-large",
                    "a result has at most " + ReportLimits.RESULT_BYTES + " bytes; this one has " + bytes);
        }
        return new CallbackRequest(Status.SUCCEEDED, result, "", "", "", false);
    }

    private static CallbackRequest failed(ObjectReader reader) {
        ObjectReader error = reader.nested("error");
        String code = limited(error, "code", ReportLimits.CODE);
        boolean retryable = error.bool("retryable").orElse(true);
        var failed = new CallbackRequest(
                Status.FAILED,
                null,
                code.isEmpty() ? "TASK_FAILED" : code,
                limited(error, "message", ReportLimits.MESSAGE),
                limited(error, "detail", ReportLimits.DETAIL),
                retryable);
        error.close();
        return failed;
    }

    private static String limited(ObjectReader reader, String name, int max) {
        String text = reader.string(name).orElse("");
        if (text.length() > max) {
            reader.problem(name, "too-long", "at most " + max + " characters; this has " + text.length());
        }
        return text;
    }

    /** The same as a worker says it. */
    Report.OfState report(RunId run, Token attempt) {
        return switch (status) {
            case SUCCEEDED -> new Report.Succeeded(run, attempt, Duration.ZERO, result);
            case FAILED -> new Report.Failed(run, attempt, Duration.ZERO, new RunError(code, text, detail), retryable);
            case SKIPPED -> new Report.Skipped(run, attempt, Duration.ZERO, text);
        };
    }
}
