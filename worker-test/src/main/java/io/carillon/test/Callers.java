package io.carillon.test;

import io.carillon.engine.Command;
import io.carillon.engine.Report;
import io.carillon.gateway.CallbackDoor;
import io.carillon.gateway.CallbackKeys;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import io.carillon.worker.task.TaskOutcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Those who call back about what handlers have begun. */
final class Callers {

    private static final CallbackKeys KEYS = new CallbackKeys("known to tests".getBytes(StandardCharsets.UTF_8));

    static final CallbackDoor DOOR =
            new CallbackDoor(() -> Optional.of("https://carillon.test/api/v1/namespaces/"), KEYS);

    private Callers() {}

    /** What somebody says who calls an address that a handler has given out. */
    static Command.CallBack call(URI address, TaskOutcome how) {
        String path = address.getPath();
        return KEYS.callerOf(path.substring(path.lastIndexOf('/') + 1))
                .map(caller -> new Command.CallBack(report(caller.run(), caller.attempt(), how), caller.worker()))
                .orElseThrow(() -> new IllegalArgumentException("no handler of this test has given out " + address));
    }

    private static Report.OfState report(RunId run, Token attempt, TaskOutcome how) {
        if (how instanceof TaskOutcome.Succeeded done) {
            Json result = done.resultJson().isEmpty() ? null : Json.parse(done.resultJson());
            return new Report.Succeeded(run, attempt, Duration.ZERO, result);
        }
        if (how instanceof TaskOutcome.Failed failed) {
            var error = new RunError(failed.code(), failed.message(), failed.detail());
            return new Report.Failed(run, attempt, Duration.ZERO, error, failed.retryable());
        }
        if (how instanceof TaskOutcome.Skipped skipped) {
            return new Report.Skipped(run, attempt, Duration.ZERO, skipped.reason());
        }
        throw new IllegalArgumentException(
                "whoever calls back says that it succeeded, failed or was skipped, not " + how);
    }
}
