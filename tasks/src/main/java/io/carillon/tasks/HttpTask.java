package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import io.carillon.worker.task.TaskOutcome.Stopped;
import io.carillon.worker.task.TaskType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.event.Level;
import tools.jackson.databind.node.JsonNodeFactory;

/** Calls a URL. Follows no redirects, uses no proxy, sends no cookies: what is checked is what is called. */
final class HttpTask {

    private static final String TYPE = "http";
    private static final Pattern CHARSET = Pattern.compile("(?i).*;\\s*charset=\"?([^\\s;\"]+).*");
    private static final int SERVER_ERROR = 500;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;

    private final EgressGuard guard;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    HttpTask(EgressGuard guard) {
        this.guard = guard;
    }

    TaskType asTaskType() {
        return new CheckedTask<>(TYPE, HttpSettings::read, this::perform);
    }

    private TaskOutcome perform(HttpSettings settings, JobContext run) {
        var host = settings.request().uri().getHost();
        return switch (guard.check(host)) {
            case EgressGuard.Verdict.Allowed() -> call(settings, run);
            case EgressGuard.Verdict.Unknown() -> TaskOutcome.failed("HTTP_UNKNOWN_HOST", host + " has no address");
            case EgressGuard.Verdict.Denied(var kind) ->
                TaskOutcome.failedForGood("EGRESS_DENIED", host + " is not to be called: " + reason(kind));
        };
    }

    private static String reason(AddressKind kind) {
        return switch (kind) {
            case LOOPBACK -> "it is this machine, which the worker's policy does not allow";
            case PRIVATE -> "it is on a private network, which the worker's policy does not allow";
            case NEVER, PUBLIC -> "its address is link-local, reserved or a cloud's metadata service";
        };
    }

    private TaskOutcome call(HttpSettings settings, JobContext run) {
        var request = identified(settings.request(), run);
        var answer = client.sendAsync(request, head -> new BodySink());
        try {
            var response = answer.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
            run.log(Level.INFO, TYPE, name(request) + " answered " + response.statusCode());
            return judge(response, settings.expect());
        } catch (TimeoutException late) {
            return TaskOutcome.failed(
                    "HTTP_TIMEOUT",
                    name(request) + " gave no full answer within "
                            + settings.timeout().toMillis() + " ms");
        } catch (ExecutionException failure) {
            return unreachable(request, failure.getCause() == null ? failure : failure.getCause());
        } catch (InterruptedException stop) {
            return new Stopped();
        } finally {
            abandon(answer);
        }
    }

    /** Says to the other side which attempt calls, so that it can tell a retry from a second order. */
    private static HttpRequest identified(HttpRequest request, JobContext run) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .setHeader("Carillon-Run-Id", run.runId())
                .setHeader("Carillon-Attempt", String.valueOf(run.attempt().number()))
                .setHeader("Carillon-Epoch", String.valueOf(run.attempt().epoch()))
                .build();
    }

    /** Closes the connection of a call that nobody waits for; a call that is over does not mind. */
    private static void abandon(CompletableFuture<?> answer) {
        answer.cancel(true);
    }

    private static TaskOutcome judge(HttpResponse<BodySink.Body> response, ExpectedStatus expect) {
        var body = CapturedText.of(response.body().bytes(), charset(response));
        int status = response.statusCode();
        if (!expect.includes(status)) {
            var message = name(response.request()) + " answered " + status + "; expected " + expect;
            return new Failed("HTTP_STATUS", message, body.text(), isWorthAnotherTry(status));
        }
        var result = JsonNodeFactory.instance.objectNode().put("status", status).put("body", body.text());
        if (response.body().truncated() || body.cut()) {
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

    private static TaskOutcome unreachable(HttpRequest request, Throwable cause) {
        var detail = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return TaskOutcome.failed(
                "HTTP_CONNECTION",
                name(request) + " failed: " + cause.getClass().getSimpleName() + detail);
    }

    /** Without the query, where people put secrets. */
    private static String name(HttpRequest request) {
        URI uri = request.uri();
        var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return request.method() + " " + uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    }

    private static Charset charset(HttpResponse<?> response) {
        var form = CHARSET.matcher(response.headers().firstValue("Content-Type").orElse(""));
        try {
            return form.matches() ? Charset.forName(form.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
