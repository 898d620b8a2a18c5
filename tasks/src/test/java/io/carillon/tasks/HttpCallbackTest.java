package io.carillon.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls whose work goes on after the answer. */
@Timeout(60)
class HttpCallbackTest {

    private static final URI BACK =
            URI.create("https://carillon.test/api/v1/namespaces/default/callbacks/abc-7-2-00-w1");

    private record Call(String path, Headers headers, String body) {}

    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private final TaskType http = new HttpTask(new EgressGuard(EgressPolicy.PUBLIC_ONLY.allowingLoopback(), host ->
                    new InetAddress[] {InetAddress.getLoopbackAddress()}))
            .asTaskType();

    HttpCallbackTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    /** Answers what the path says; 307 leads to another host. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            calls.add(new Call(
                    path,
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            int status = Integer.parseInt(path.substring(1));
            if (status == 307) {
                exchange.getResponseHeaders()
                        .add(
                                "Location",
                                "http://other.test:" + server.getAddress().getPort() + "/200");
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private String settings(int status, String more) {
        return "{\"url\": \"http://this.test:%d/%d\", \"method\": \"POST\", \"callback\": true%s}"
                .formatted(server.getAddress().getPort(), status, more);
    }

    private TaskOutcome perform(String settings) throws Exception {
        return http.run(settings, TestingRun.calledBackAt(BACK));
    }

    @Test
    void the_other_side_is_told_where_to_call_back_and_the_attempt_lets_go() throws Exception {
        var outcome = perform(settings(202, ", \"body\": {\"film\": 7, \"notify\": \"{{callbackUrl}}\"}"));

        assertThat(outcome).isInstanceOf(TaskOutcome.Deferred.class);
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.headers().getFirst("Carillon-Callback-Url")).isEqualTo(BACK.toString());
            assertThat(call.headers().getFirst("Carillon-Run-Id")).isEqualTo("0abcdefghjkmn");
            assertThat(call.body()).isEqualTo("{\"film\":7,\"notify\":\"" + BACK + "\"}");
        });
    }

    @Test
    void an_answer_that_was_not_expected_is_a_failure_as_ever() throws Exception {
        var outcome = perform(settings(500, ""));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TaskOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("HTTP_STATUS"));
    }

    @Test
    void nobody_is_called_where_nobody_could_call_back() throws Exception {
        var outcome = http.run(settings(202, ""), TestingRun.run());

        assertThat(outcome).isInstanceOfSatisfying(TaskOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("NO_CALLBACK");
            assertThat(failed.retryable()).isFalse();
        });
        assertThat(calls).isEmpty();
    }

    @Test
    void another_host_that_a_redirect_leads_to_is_not_told_in_a_header() throws Exception {
        var outcome = perform(settings(307, ", \"redirects\": 1"));

        assertThat(outcome).isInstanceOf(TaskOutcome.Deferred.class);
        assertThat(calls).hasSize(2);
        assertThat(calls.getLast().headers()).doesNotContainKey("Carillon-callback-url");
        assertThat(calls.getLast().headers()).containsKey("Carillon-run-id");
    }

    @Test
    void without_a_callback_the_place_in_the_body_is_text_like_any_other() throws Exception {
        var outcome = perform(
                settings(200, ", \"body\": \"{{callbackUrl}}\"").replace("\"callback\": true", "\"callback\": false"));

        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(calls.getFirst().body()).isEqualTo("{{callbackUrl}}");
        assertThat(calls.getFirst().headers()).doesNotContainKey("Carillon-callback-url");
    }

    @Test
    void what_is_neither_true_nor_false_is_refused() throws Exception {
        var outcome = perform(settings(200, "").replace("true", "\"yes\""));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TaskOutcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .contains("callback")
                                .contains("neither true nor false"));
    }
}
