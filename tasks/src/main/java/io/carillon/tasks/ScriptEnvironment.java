package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that a script finds in its environment. Nothing of the worker's own, which may hold its token. */
final class ScriptEnvironment {

    private ScriptEnvironment() {}

    static Map<String, String> of(JobContext run, String path) {
        var variables = new LinkedHashMap<String, String>();
        variables.put("PATH", path);
        variables.put("CARILLON_RUN_ID", run.runId());
        variables.put("CARILLON_JOB", run.job());
        variables.put("CARILLON_NAMESPACE", run.namespace());
        variables.put("CARILLON_ATTEMPT", String.valueOf(run.attempt().number()));
        variables.put("CARILLON_EPOCH", String.valueOf(run.attempt().epoch()));
        variables.put("CARILLON_SCHEDULED_AT", text(run.scheduledAt()));
        variables.put("CARILLON_SHARD_INDEX", String.valueOf(run.shardIndex()));
        variables.put("CARILLON_SHARD_TOTAL", String.valueOf(run.shardTotal()));
        variables.put("CARILLON_PARAMS", run.paramsJson());
        return variables;
    }

    private static String text(Instant instant) {
        return instant.toString();
    }
}
