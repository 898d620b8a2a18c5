package io.carillon.gateway.feed;

import io.carillon.engine.Command;
import io.carillon.gateway.BatchLimits;
import io.carillon.gateway.RunKeys;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.job.Instants;
import io.carillon.model.job.Priority;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.protocol.v1.feed.FeedWire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a batch, and notes every mistake with the pointer that it would have in REST's document. */
final class BatchReader {

    private final List<Problem> problems = new ArrayList<>();
    private final FeedWire.Batch batch;
    private String lastText = "";
    private Json.Obj lastParams = Json.Obj.EMPTY;

    private BatchReader(FeedWire.Batch batch) {
        this.batch = batch;
    }

    static Reading<Command.TriggerBatch> read(FeedWire.Batch batch) {
        return new BatchReader(batch).read();
    }

    private Reading<Command.TriggerBatch> read() {
        Namespace namespace = named("/namespace", batch.getNamespace(), Namespace::new);
        JobName job = named("/job", batch.getJob(), JobName::new);
        if (batch.getRunsCount() > BatchLimits.MAX_RUNS) {
            problem("/runs", "too-many", "at most " + BatchLimits.MAX_RUNS + ", not " + batch.getRunsCount());
        }
        if (namespace == null || job == null || !problems.isEmpty()) {
            return new Reading.Invalid<>(problems);
        }
        var key = new JobKey(namespace, job);
        List<Command.TriggerJob> runs = runs(key);
        return problems.isEmpty()
                ? new Reading.Valid<>(new Command.TriggerBatch(key, runs))
                : new Reading.Invalid<>(problems);
    }

    private <T> @Nullable T named(String pointer, String text, Function<String, T> constructor) {
        if (text.isEmpty()) {
            problem(pointer, "required", "is required");
            return null;
        }
        try {
            return constructor.apply(text);
        } catch (IllegalArgumentException refused) {
            problem(pointer, "invalid-value", refused.getMessage() + ": '" + text + "'");
            return null;
        }
    }

    private List<Command.TriggerJob> runs(JobKey job) {
        Instant usualAt = batch.hasAtMicros() ? instant("", batch.getAtMicros()) : null;
        Json.Obj usualParams = params("", batch.getParamsJson());
        var runs = new ArrayList<Command.TriggerJob>(batch.getRunsCount());
        for (int i = 0; i < batch.getRunsCount() && problems.size() < BatchLimits.MAX_PROBLEMS; i++) {
            runs.add(run(job, i, usualAt, usualParams));
        }
        return runs;
    }

    private Command.TriggerJob run(JobKey job, int index, @Nullable Instant usualAt, Json.Obj usualParams) {
        FeedWire.Run run = batch.getRuns(index);
        Instant at = run.hasAtMicros() ? instant(place(index), run.getAtMicros()) : usualAt;
        Json.Obj params = run.hasParamsJson() ? params(place(index), run.getParamsJson()) : usualParams;
        String key = run.hasKey() ? run.getKey() : null;
        if (key != null && !RunKeys.isValid(key)) {
            problem(place(index) + "/key", "invalid-value", RunKeys.RULE);
        }
        return new Command.TriggerJob(
                job, params, at, key, run.hasPriority() ? priority(place(index), run.getPriority()) : null);
    }

    private static String place(int index) {
        return "/runs/" + index;
    }

    private @Nullable Instant instant(String place, long micros) {
        return Instants.ofMicros(micros).orElseGet(() -> {
            problem(place + "/at", "invalid-value", "expected microseconds since 1970, up to the year 9999");
            return null;
        });
    }

    private @Nullable Priority priority(String place, int level) {
        if (level < Priority.MIN || level > Priority.MAX) {
            problem(
                    place + "/priority",
                    "out-of-range",
                    "expected a number from " + Priority.MIN + " to " + Priority.MAX + ", not " + level);
            return null;
        }
        return new Priority(level);
    }

    /** Neighbours often have the same. */
    private Json.Obj params(String place, String text) {
        if (text.equals(lastText)) {
            return lastParams;
        }
        Json.Obj params = parsed(place + "/params", text);
        if (params == null) {
            return Json.Obj.EMPTY;
        }
        lastText = text;
        lastParams = params;
        return params;
    }

    private Json.@Nullable Obj parsed(String pointer, String text) {
        if (text.isEmpty()) {
            return Json.Obj.EMPTY;
        }
        try {
            Json value = Json.parse(text);
            if (value instanceof Json.Obj object) {
                return object;
            }
            problem(pointer, "wrong-type", "expected an object, not " + value.kind());
        } catch (JsonException malformed) {
            problem(pointer, "not-json", "not JSON: " + malformed.getMessage());
        }
        return null;
    }

    private void problem(String pointer, String code, String message) {
        problems.add(new Problem(pointer, code, message));
    }
}
