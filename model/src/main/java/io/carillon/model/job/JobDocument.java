package io.carillon.model.job;

import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The document form of a job ({@code apiVersion: carillon/v1, kind: Job}): from JSON with every problem named, and back. */
public final class JobDocument {

    public static final String API_VERSION = DocumentHead.API_VERSION;
    public static final String KIND = "Job";

    private static final Duration MAX_SPAN = Duration.ofDays(366);
    private static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(100);

    private JobDocument() {}

    /** Reads a document that names its own namespace, or leaves it to the default one. */
    public static Reading<JobDraft> read(Json json) {
        return read(json, Namespace.DEFAULT, false);
    }

    /** Reads a document sent to a namespace's address: one that names another namespace is a mistake. */
    public static Reading<JobDraft> read(Json json, Namespace namespace) {
        return read(json, namespace, true);
    }

    private static Reading<JobDraft> read(Json json, Namespace namespace, boolean fixed) {
        var problems = new ArrayList<Problem>();
        var root = new ObjectReader(json, "", problems);
        DocumentHead<JobName> head = DocumentHead.read(root, KIND, JobName::new, namespace, fixed);
        Optional<JobSpec> spec = spec(root.nested("spec"), root.get("spec").isPresent());
        root.close();
        if (!problems.isEmpty()) {
            return new Reading.Invalid<>(problems);
        }
        var key = new JobKey(head.namespace(), head.name().orElseThrow());
        return new Reading.Valid<>(new JobDraft(key, head.labels(), spec.orElseThrow()));
    }

    /** The document of a job as it stands. Reading it back gives the same definition. */
    public static Json.Obj write(Job job) {
        return write(job.key(), job.labels(), job.spec());
    }

    public static Json.Obj write(JobKey key, Map<String, String> labels, JobSpec spec) {
        var head = new DocumentHead<>(key.namespace(), Optional.of(key.name()), labels);
        return head.write(KIND, SpecWriter.write(spec));
    }

    private static Optional<JobSpec> spec(ObjectReader reader, boolean present) {
        if (!present) {
            return Optional.empty();
        }
        List<Trigger> triggers = TriggerReader.readAll(reader);
        Optional<TaskSpec> task = task(reader);
        Optional<Duration> timeout = reader.duration("timeout", SHORTEST_ATTEMPT, MAX_SPAN);
        Optional<Duration> deadline = reader.duration("deadline", SHORTEST_ATTEMPT, MAX_SPAN);
        RetryPolicy retry = retry(reader.nested("retry"));
        Optional<JobName> onFailure = onFailure(reader);
        Overlap overlap = overlap(reader);
        Guards guards = GuardReader.read(reader);
        Misfire misfire = misfire(reader.nested("misfire"));
        Routing routing = RoutingReader.read(reader.nested("routing"));
        Priority priority = reader.integer("priority", Priority.MIN, Priority.MAX)
                .map(Priority::new)
                .orElse(Priority.DEFAULT);
        reader.close();
        return task.map(known -> JobSpec.of(known)
                .triggers(triggers)
                .timeout(timeout.orElse(null))
                .deadline(deadline.orElse(null))
                .retry(retry)
                .onFailure(onFailure.orElse(null))
                .overlap(overlap)
                .guards(guards)
                .misfire(misfire)
                .routing(routing)
                .priority(priority)
                .build());
    }

    private static Optional<JobName> onFailure(ObjectReader spec) {
        if (spec.get("onFailure").isEmpty()) {
            return Optional.empty();
        }
        var reader = spec.nested("onFailure");
        reader.requirePresent("job");
        Optional<JobName> job = reader.parsed("job", JobName::new);
        reader.close();
        return job;
    }

    /** A policy alone, or a policy with how many runs may be under way at once. */
    private static Overlap overlap(ObjectReader spec) {
        if (!(spec.get("overlap").orElse(null) instanceof Json.Obj)) {
            return spec.choice("overlap", Overlap.Policy.values())
                    .map(Overlap::of)
                    .orElse(Overlap.ALLOW);
        }
        var reader = spec.nested("overlap");
        reader.requirePresent("policy");
        Overlap.Policy policy = reader.choice("policy", Overlap.Policy.values()).orElse(Overlap.Policy.ALLOW);
        Optional<Integer> max = reader.integer("max", 1, Overlap.LARGEST_MAX);
        reader.close();
        return max.map(most -> new Overlap(policy, most)).orElse(Overlap.of(policy));
    }

    static Optional<TaskSpec> task(ObjectReader spec) {
        spec.requirePresent("task");
        if (spec.get("task").isEmpty()) {
            return Optional.empty();
        }
        var reader = spec.nested("task");
        Optional<String> type = reader.requiredString("type");
        reader.requirePresent("app");
        Optional<AppName> app = reader.parsed("app", AppName::new);
        Json.Obj params = reader.object("params").orElse(Json.Obj.EMPTY);
        type.ifPresent(known -> TaskTypes.check(known, reader));
        Json.Obj settings = TaskTypes.settings(reader);
        if (type.isEmpty() || app.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TaskSpec(type.get(), app.get(), settings, params));
    }

    private static RetryPolicy retry(ObjectReader reader) {
        RetryPolicy usual = RetryPolicy.DEFAULT;
        var policy = new RetryPolicy(
                reader.integer("maxAttempts", 1, 1000).orElse(usual.maxAttempts()),
                reader.choice("backoff", RetryPolicy.Backoff.values()).orElse(usual.backoff()),
                reader.duration("initial", Duration.ZERO, MAX_SPAN).orElse(usual.initial()),
                reader.duration("max", Duration.ZERO, MAX_SPAN).orElse(usual.max()),
                reader.fraction("jitter").orElse(usual.jitter()),
                neverOn(reader));
        reader.close();
        return policy;
    }

    private static List<String> neverOn(ObjectReader retry) {
        var codes = new ArrayList<String>();
        for (Json item : retry.array("neverOn", RetryPolicy.MAX_NEVER_ON)) {
            if (item instanceof Json.Str code
                    && !code.value().isEmpty()
                    && code.value().length() <= RetryPolicy.MAX_CODE_LENGTH) {
                codes.add(code.value());
            } else {
                retry.problem(
                        "neverOn/" + codes.size(),
                        "invalid-value",
                        "expected an error's code of 1 to " + RetryPolicy.MAX_CODE_LENGTH + " characters");
                return List.of();
            }
        }
        return codes;
    }

    private static Misfire misfire(ObjectReader reader) {
        var misfire = new Misfire(
                reader.choice("policy", Misfire.Policy.values()).orElse(Misfire.DEFAULT.policy()),
                reader.integer("max", 1, 100_000).orElse(Misfire.DEFAULT.max()),
                reader.duration("within", Duration.ZERO, MAX_SPAN).orElse(null));
        reader.close();
        return misfire;
    }
}
