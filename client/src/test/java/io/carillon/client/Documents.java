package io.carillon.client;

import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;

/** Documents as a server writes them. */
final class Documents {

    private Documents() {}

    static JobDraft draft(String name, String every) {
        Json document = Json.parse("""
                {"apiVersion": "carillon/v1", "kind": "Job",
                 "metadata": {"name": "%s", "namespace": "shop", "labels": {"team": "orders"}},
                 "spec": {"triggers": [{"every": "%s"}], "task": {"type": "noop", "app": "demo"}}}
                """.formatted(name, every));
        return switch (JobDocument.read(document)) {
            case Reading.Valid(JobDraft draft) -> draft;
            case Reading.Invalid(var problems) -> throw new IllegalStateException(problems.toString());
        };
    }

    static Json.Obj job(JobDraft draft, int version) {
        var members = new LinkedHashMap<>(
                JobDocument.write(draft.key(), draft.labels(), draft.spec()).members());
        members.put("status", Json.parse("""
                {"version": %d, "paused": false, "createdAt": "2027-01-01T00:00:00Z", "updatedAt": "2027-01-02T00:00:00.5Z"}
                """.formatted(version)));
        return new Json.Obj(members);
    }

    static Json run(String id) {
        return Json.parse("""
                {"id": "%s", "job": "nightly", "namespace": "shop", "jobVersion": 3, "state": "FAILED", "reason": "TIMED_OUT",
                 "scheduledAt": "2027-01-01T00:00:00Z", "dueAt": "2027-01-01T00:00:00.25Z",
                 "startedAt": "2027-01-01T00:00:01Z", "finishedAt": null, "attempt": 2, "worker": "w-1", "node": "n-1",
                 "params": {"batch": 500}, "error": {"code": "TIMED_OUT", "message": "after 30s", "detail": "a trace"},
                 "why": {"cause": "fired"},
                 "attempts": [{"attempt": 1, "epoch": 7, "worker": "w-0", "handedOutAt": "2027-01-01T00:00:00.3Z",
                               "endedAt": "2027-01-01T00:00:00.9Z", "error": {"code": "WORKER_LOST", "message": "gone"}}]}
                """.formatted(id));
    }

    static Json list(String next, Json... items) {
        var list = Json.object().put("items", Json.array(List.of(items)));
        return next.isEmpty() ? list.build() : list.put("next", next).build();
    }
}
