package io.carillon.engine.testing;

import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.Guards;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Misfire;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.Priority;
import io.carillon.model.job.RetryPolicy;
import io.carillon.model.job.Routing;
import io.carillon.model.job.TaskSpec;
import io.carillon.model.job.Trigger;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A definition in the words of a test: a no-op of app {@code dev} that may overlap and is tried once, unless told otherwise. */
public final class TestingJob {

    private final JobKey key;
    private final List<Trigger> triggers = new ArrayList<>();
    private String app = "dev";
    private Json.Obj settings = Json.Obj.EMPTY;
    private String type = "noop";
    private @Nullable Duration timeout;
    private @Nullable Duration deadline;
    private @Nullable JobName onFailure;
    private Guards guards = Guards.NONE;
    private RetryPolicy retry =
            new RetryPolicy(1, RetryPolicy.Backoff.FIXED, Duration.ofSeconds(1), Duration.ofMinutes(1), 0);
    private Overlap overlap = Overlap.ALLOW;
    private Misfire misfire = Misfire.DEFAULT;
    private Routing routing = Routing.DEFAULT;
    private Priority priority = Priority.DEFAULT;

    private TestingJob(JobKey key) {
        this.key = key;
    }

    public static TestingJob named(String name) {
        return named("default", name);
    }

    public static TestingJob named(String namespace, String name) {
        return new TestingJob(JobKey.of(namespace, name));
    }

    public JobKey key() {
        return key;
    }

    public TestingJob cron(String expression) {
        return on(new Trigger.Cron(expression, CronDialect.AUTO, ZoneOffset.UTC, Duration.ZERO));
    }

    public TestingJob every(Duration period) {
        return on(new Trigger.Every(period, Duration.ZERO));
    }

    public TestingJob delay(Duration pause) {
        return on(new Trigger.Delay(pause, Duration.ZERO));
    }

    public TestingJob at(Instant instant) {
        return on(new Trigger.At(instant, Duration.ZERO));
    }

    public TestingJob on(Trigger trigger) {
        triggers.add(trigger);
        return this;
    }

    public TestingJob app(String name) {
        app = name;
        return this;
    }

    public TestingJob handler(String name) {
        type = TaskSpec.HANDLER;
        settings = Json.object().put("handler", name).build();
        return this;
    }

    public TestingJob timeout(Duration span) {
        timeout = span;
        return this;
    }

    public TestingJob deadline(Duration span) {
        deadline = span;
        return this;
    }

    public TestingJob onFailure(String job) {
        onFailure = new JobName(job);
        return this;
    }

    public TestingJob guards(Guards chosen) {
        guards = chosen;
        return this;
    }

    /** Attempts follow each other after a fixed pause. */
    public TestingJob attempts(int max, Duration pause) {
        return retry(new RetryPolicy(max, RetryPolicy.Backoff.FIXED, pause, Duration.ofHours(1), 0));
    }

    public TestingJob retry(RetryPolicy policy) {
        retry = policy;
        return this;
    }

    public TestingJob overlap(Overlap policy) {
        overlap = policy;
        return this;
    }

    public TestingJob misfire(Misfire.Policy policy, int max, @Nullable Duration within) {
        misfire = new Misfire(policy, max, within);
        return this;
    }

    public TestingJob routing(Routing.Strategy strategy, Map<String, String> labels) {
        routing = Routing.by(strategy).to(labels);
        return this;
    }

    /** Its runs are done in parts. */
    public TestingJob shards(int total) {
        return routing(routing.inShards(total));
    }

    public TestingJob routing(Routing chosen) {
        routing = chosen;
        return this;
    }

    public TestingJob priority(int level) {
        priority = new Priority(level);
        return this;
    }

    public JobDraft draft() {
        var task = new TaskSpec(type, new AppName(app), settings, Json.Obj.EMPTY);
        JobSpec spec = JobSpec.of(task)
                .triggers(triggers)
                .timeout(timeout)
                .deadline(deadline)
                .retry(retry)
                .onFailure(onFailure)
                .overlap(overlap)
                .guards(guards)
                .misfire(misfire)
                .routing(routing)
                .priority(priority)
                .build();
        return new JobDraft(key, Map.of(), spec);
    }
}
