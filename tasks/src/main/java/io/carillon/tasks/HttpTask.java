package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import io.carillon.worker.task.TaskOutcome.Stopped;
import io.carillon.worker.task.TaskOutcome.Succeeded;
import io.carillon.worker.task.TaskType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.slf4j.event.Level;
import tools.jackson.databind.node.JsonNodeFactory;

/** Calls a URL, and where it is sent on to as far as the user wants that. */
final class HttpTask {

    private static final String TYPE = "http";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int SERVER_ERROR = 500;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;

    private final GuardedClient client;

    HttpTask(EgressGuard guard) {
        client = new GuardedClient(guard, CONNECT_TIMEOUT);
    }

    /** An answer sends the caller where nobody should go. */
    private static final class RedirectException extends IOException {

        private static final long serialVersionUID = 1L;

        RedirectException(String why) {
            super(why);
        }
    }

    TaskType asTaskType() {
        return new CheckedTask<>(TYPE, HttpSettings::read, this::perform);
    }

    private TaskOutcome perform(HttpSettings settings, JobContext run) {
        if (!settings.callback()) {
            return perform(settings.call().with(identity(run)), settings, run);
        }
        return run.callbackUrl()
                .map(url -> awaited(perform(settings.call().with(identity(run)).with(url), settings, run)))
                .orElseGet(TaskOutcome::noCallback);
    }

    /** The answer says no more than that the other side has begun. */
    private static TaskOutcome awaited(TaskOutcome answer) {
        return answer instanceof Succeeded ? TaskOutcome.awaitCallback() : answer;
    }

    private TaskOutcome perform(HttpCall call, HttpSettings settings, JobContext run) {
        var answering = new FutureTask<>(() -> converse(call, settings, run));
        Thread.ofVirtual().name("carillon-http-" + run.runId()).start(answering);
        try {
            return judge(answering.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS), settings.expect());
        } catch (TimeoutException late) {
            return TaskOutcome.failed(
                    "HTTP_TIMEOUT",
                    call.name() + " gave no full answer within "
                            + settings.timeout().toMillis() + " ms");
        } catch (ExecutionException failure) {
            return failed(call, failure.getCause() == null ? failure : failure.getCause());
        } catch (InterruptedException stop) {
            return new Stopped();
        } finally {
            // Interrupting a virtual thread closes the connection that it waits for; an answer that is there does not
            // mind.
            answering.cancel(true);
        }
    }

    /** Says to the other side which attempt calls, so that it can tell a retry from a second order. */
    private static Map<String, String> identity(JobContext run) {
        return Map.of(
                "Carillon-Run-Id", run.runId(),
                "Carillon-Attempt", String.valueOf(run.attempt().number()),
                "Carillon-Epoch", String.valueOf(run.attempt().epoch()));
    }

    /** Each further call is checked as the first one was: by looking up whom it is for. */
    private HttpAnswer converse(HttpCall first, HttpSettings settings, JobContext run) throws IOException {
        var answer = call(first, run);
        for (int followed = 0; followed < settings.redirects(); followed++) {
            if (!answer.isRedirect() || settings.expect().includes(answer.status())) {
                return answer;
            }
            answer = call(answer.call().redirected(answer.status(), target(answer)), run);
        }
        return answer;
    }

    private HttpAnswer call(HttpCall call, JobContext run) throws IOException {
        var answer = client.perform(call);
        run.log(Level.INFO, TYPE, call.name() + " answered " + answer.status());
        return answer;
    }

    private static URI target(HttpAnswer answer) throws RedirectException {
        var from = answer.call();
        try {
            var to = HttpSettings.requireCallable(
                    from.url().resolve(new URI(answer.location().orElse(""))));
            if (from.isSecure() && !HttpCall.isSecure(to)) {
                throw new RedirectException("from https to a place without");
            }
            return to;
        } catch (URISyntaxException | InvalidSettingsException unusable) {
            throw new RedirectException("to what is no URL that can be called");
        }
    }

    private static TaskOutcome judge(HttpAnswer answer, ExpectedStatus expect) {
        int status = answer.status();
        if (!expect.includes(status)) {
            var message = answer.call().name() + " answered " + status + "; expected " + expect;
            return new Failed("HTTP_STATUS", message, answer.body().text(), isWorthAnotherTry(status));
        }
        var result = JsonNodeFactory.instance
                .objectNode()
                .put("status", status)
                .put("body", answer.body().text());
        if (!answer.complete()) {
            result.put("truncated", true);
        }
        return TaskOutcome.succeeded(result.toString());
    }

    private static boolean isWorthAnotherTry(int status) {
        return status >= SERVER_ERROR
                || status == REQUEST_TIMEOUT
                || status == TOO_EARLY
                || status == TOO_MANY_REQUESTS;
    }

    private static TaskOutcome failed(HttpCall first, Throwable cause) {
        return switch (cause) {
            case EgressGuard.DeniedException denied ->
                TaskOutcome.failedForGood(
                        "EGRESS_DENIED", denied.getMessage() + " is not to be called: " + reason(denied.kind()));
            case UnknownHostException unknown ->
                TaskOutcome.failed("HTTP_UNKNOWN_HOST", unknown.getMessage() + " has no address");
            case RedirectException refused ->
                TaskOutcome.failedForGood("HTTP_REDIRECT", first.name() + " was sent on " + refused.getMessage());
            case ConnectTimeoutException _ ->
                unreachable(first, "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s");
            case ConnectException _ -> unreachable(first, "the connection was refused");
            default ->
                unreachable(
                        first,
                        cause.getClass().getSimpleName()
                                + (cause.getMessage() == null ? "" : ": " + cause.getMessage()));
        };
    }

    private static TaskOutcome unreachable(HttpCall call, String why) {
        return TaskOutcome.failed("HTTP_CONNECTION", call.name() + " failed: " + why);
    }

    private static String reason(AddressKind kind) {
        return switch (kind) {
            case LOOPBACK -> "it is this machine, which the worker's policy does not allow";
            case PRIVATE -> "it is on a private network, which the worker's policy does not allow";
            case NEVER, PUBLIC -> "its address is link-local, reserved or a cloud's metadata service";
        };
    }
}
