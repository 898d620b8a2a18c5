package io.carillon.cli;

import io.carillon.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server answers in these tests. */
final class Answers {

    static final String RUN = "0000000000100";

    private Answers() {}

    static String definition(String name, String every) {
        return """
                apiVersion: carillon/v1
                kind: Job
                metadata: {name: %s, labels: {team: orders}}
                spec:
                  triggers: [{every: %s}]
                  task: {type: noop, app: demo}
                """.formatted(name, every);
    }

    static Json job(String name, String every, int version) {
        return Json.parse("""
                {"apiVersion": "carillon/v1", "kind": "Job",
                 "metadata": {"name": "%s", "namespace": "default", "labels": {"team": "orders"}},
                 "spec": {"triggers": [{"every": "%s"}], "task": {"type": "noop", "app": "demo"}},
                 "status": {"version": %d, "paused": false,
                            "createdAt": "2027-01-01T00:00:00Z", "updatedAt": "2027-01-02T03:04:05Z"}}
                """.formatted(name, every, version));
    }

    static Json run(String state) {
        return Json.parse("""
                {"id": "%s", "job": "nightly", "namespace": "default", "jobVersion": 3, "state": "%s", "reason": "TIMED_OUT",
                 "scheduledAt": "2027-01-01T00:00:00Z", "dueAt": "2027-01-01T00:00:00.25Z",
                 "startedAt": "2027-01-01T00:00:01Z", "finishedAt": "2027-01-01T00:00:03.5Z", "attempt": 2,
                 "worker": "w-1", "node": "n-1", "params": {"batch": 500},
                 "error": {"code": "TIMED_OUT", "message": "after \\u001b[31m30s", "detail": "line one\\nline two"},
                 "why": {"cause": {"type": "fired", "trigger": 0}},
                 "attempts": [{"attempt": 1, "epoch": 7, "worker": "w-0", "handedOutAt": "2027-01-01T00:00:00.3Z",
                               "endedAt": "2027-01-01T00:00:00.9Z", "error": {"code": "WORKER_LOST", "message": "gone"},
                               "chosen": {"strategy": "leastLoaded", "suitable": 3, "freeSlots": 2}}]}
                """.formatted(RUN, state));
    }

    /** The same with other members, or more of them. */
    static Json with(Json document, Map<String, Json> others) {
        var members = new LinkedHashMap<>(((Json.Obj) document).members());
        members.putAll(others);
        return new Json.Obj(members);
    }

    static Json list(Json... items) {
        return Json.object().put("items", Json.array(List.of(items))).build();
    }
}
