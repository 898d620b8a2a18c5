package io.carillon.cli;

import io.carillon.client.CarillonClient;
import io.carillon.model.AppName;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A few small jobs that show a scheduler at work. Applied anew by each start, so that a restart finds them as they were. */
final class Demo {

    private static final String REPORT = """
            set -eu
            echo "run $CARILLON_RUN_ID of $CARILLON_NAMESPACE/$CARILLON_JOB, attempt $CARILLON_ATTEMPT"
            echo "scheduled at $CARILLON_SCHEDULED_AT, params $CARILLON_PARAMS"
            df -h .
            """;

    private final AppName app;
    private final @Nullable String pinged;

    /** @param pinged an address that answers; null if there is none */
    Demo(AppName app, @Nullable String pinged) {
        this.app = app;
        this.pinged = pinged;
    }

    /** Makes the jobs what they should be; answers how many there are. */
    int apply(CarillonClient client) {
        try (client) {
            client.declareApp(app);
            List<Json.Obj> jobs = jobs();
            jobs.forEach(job -> {
                JobDraft draft = draft(job);
                client.jobs(draft.key().namespace()).apply(draft);
            });
            return jobs.size();
        }
    }

    private List<Json.Obj> jobs() {
        var jobs = new ArrayList<>(List.of(
                job(
                        "demo-heartbeat",
                        Json.object().put("every", "5s"),
                        task("noop").put("millis", 50)),
                job(
                        "demo-report",
                        Json.object().put("cron", "* * * * *"),
                        task("shell")
                                .put("script", REPORT)
                                .put("params", Json.object().put("kind", "disk").build()))));
        if (pinged != null) {
            jobs.add(job(
                    "demo-ping", Json.object().put("every", "15s"), task("http").put("url", pinged)));
        }
        return jobs;
    }

    private Json.ObjectBuilder task(String type) {
        return Json.object().put("type", type).put("app", app.value());
    }

    private static Json.Obj job(String name, Json.ObjectBuilder trigger, Json.ObjectBuilder task) {
        Json labels = Json.object().put("demo", "true").build();
        Json spec = Json.object()
                .put("triggers", Json.array(List.of(trigger.build())))
                .put("task", task.build())
                .put("timeout", "30s")
                .put("overlap", "skip")
                .build();
        return Json.object()
                .put("apiVersion", JobDocument.API_VERSION)
                .put("kind", JobDocument.KIND)
                .put(
                        "metadata",
                        Json.object().put("name", name).put("labels", labels).build())
                .put("spec", spec)
                .build();
    }

    private static JobDraft draft(Json.Obj job) {
        return switch (JobDocument.read(job)) {
            case Reading.Valid(JobDraft draft) -> draft;
            case Reading.Invalid<JobDraft>(var problems) ->
                throw new IllegalStateException("a job of the demo is not valid: " + problems);
        };
    }
}
