package io.carillon.model.job;

import io.carillon.model.Durations;
import io.carillon.model.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a definition in its document form, defaults included, so that a reader sees what holds. */
final class SpecWriter {

    private SpecWriter() {}

    static Json.Obj write(JobSpec spec) {
        var out = Json.object();
        if (!spec.triggers().isEmpty()) {
            out.put(
                    "triggers",
                    Json.array(
                            spec.triggers().stream().map(TriggerWriter::write).toList()));
        }
        out.put("task", task(spec.task()));
        if (spec.timeout() != null) {
            out.put("timeout", Durations.format(spec.timeout()));
        }
        if (spec.deadline() != null) {
            out.put("deadline", Durations.format(spec.deadline()));
        }
        out.put("retry", retry(spec.retry()));
        if (spec.onFailure() != null) {
            out.put(
                    "onFailure",
                    Json.object().put("job", spec.onFailure().value()).build());
        }
        out.put("overlap", overlap(spec.overlap()));
        GuardReader.write(spec.guards(), out);
        return out.put("misfire", misfire(spec.misfire()))
                .put("routing", RoutingReader.write(spec.routing()))
                .put("priority", spec.priority().level())
                .build();
    }

    static Json.Obj strings(Map<String, String> strings) {
        var out = Json.object();
        strings.forEach(out::put);
        return out.build();
    }

    private static Json task(TaskSpec task) {
        var members = new LinkedHashMap<String, Json>();
        members.put("type", Json.of(task.type()));
        members.put("app", Json.of(task.app().value()));
        members.putAll(task.settings().members());
        if (!task.params().isEmpty()) {
            members.put("params", task.params());
        }
        return new Json.Obj(members);
    }

    private static Json retry(RetryPolicy retry) {
        var out = Json.object()
                .put("maxAttempts", retry.maxAttempts())
                .put("backoff", CamelCase.of(retry.backoff()))
                .put("initial", Durations.format(retry.initial()))
                .put("max", Durations.format(retry.max()))
                .put("jitter", Json.of(retry.jitter()));
        if (!retry.neverOn().isEmpty()) {
            out.put("neverOn", Json.array(retry.neverOn().stream().map(Json::of).toList()));
        }
        return out.build();
    }

    private static Json overlap(Overlap overlap) {
        String policy = CamelCase.of(overlap.policy());
        return overlap.isUsual()
                ? Json.of(policy)
                : Json.object().put("policy", policy).put("max", overlap.max()).build();
    }

    private static Json misfire(Misfire misfire) {
        var out = Json.object().put("policy", CamelCase.of(misfire.policy()));
        if (misfire.policy() == Misfire.Policy.FIRE_ALL) {
            out.put("max", misfire.max());
        }
        if (misfire.within() != null) {
            out.put("within", Durations.format(misfire.within()));
        }
        return out.build();
    }
}
