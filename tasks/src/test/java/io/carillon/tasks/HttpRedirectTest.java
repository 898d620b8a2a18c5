package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static io.carillon.tasks.TestingRun.perform;
import static io.carillon.tasks.TestingRun.quoted;
import static io.carillon.tasks.TestingRun.result;
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
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a call goes when it is sent on, and where a name leads. */
@Timeout(60)
class HttpRedirectTest {

    private record Call(String method, String path, Headers headers, String body) {}

    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lookedUp = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private final TaskType http =
            new HttpTask(new EgressGuard(EgressPolicy.PUBLIC_ONLY.allowingLoopback(), this::lookUp)).asTaskType();

    HttpRedirectTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    /** A name server that answers otherwise from the second time on. */
    private InetAddress[] lookUp(String host) throws UnknownHostException {
        boolean again = lookedUp.contains(host);
        lookedUp.add(host);
        return switch (host) {
            case "metadata.test" -> new InetAddress[] {InetAddress.getByName("169.254.169.254")};
            case "rebinding.test" ->
                new InetAddress[] {again ? InetAddress.getByName("10.0.0.1") : InetAddress.getLoopbackAddress()};
            case "other.test" -> new InetAddress[] {InetAddress.getLoopbackAddress()};
            default -> InetAddress.getAllByName(host);
        };
    }

    @Test
    void a_redirect_is_followed_as_often_as_the_user_wants() throws Exception {
        var result = result(perform(http, "{\"url\":%s,\"redirects\":2}".formatted(to("/302?/302?/end"))));

        assertThat(result.get("status").intValue()).isEqualTo(200);
        assertThat(calls).extracting(Call::path).containsExactly("/302?/302?/end", "/302?/end", "/end");
        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(call.headers().getFirst("Carillon-Run-Id")).isEqualTo("0abcdefghjkmn"));
    }

    @Test
    void one_redirect_too_many_is_an_answer_that_was_not_expected() throws Exception {
        var failed = failure(http, "{\"url\":%s,\"redirects\":1}".formatted(to("/302?/302?/end")));

        assertThat(failed.code()).isEqualTo("HTTP_STATUS");
        assertThat(failed.message()).contains("answered 302");
        assertThat(calls).hasSize(2);
    }

    @Test
    void a_redirect_that_is_expected_is_an_answer() throws Exception {
        var result = result(perform(http, "{\"url\":%s,\"redirects\":5,\"expect\":302}".formatted(to("/302?/end"))));

        assertThat(result.get("status").intValue()).isEqualTo(302);
        assertThat(calls).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, 301, GET",
        "POST, 302, GET",
        "POST, 303, GET",
        "POST, 307, POST",
        "POST, 308, POST",
        "PUT, 302, PUT",
        "PUT, 303, GET",
        "HEAD, 303, HEAD",
        "GET, 302, GET"
    })
    void the_method_and_the_body_go_along_where_the_standard_says_so(String method, int status, String next)
            throws Exception {
        perform(http, """
                {"url": %s, "method": "%s", "redirects": 1, "body": {"a": 1}}
                """.formatted(to("/" + status + "?/end"), method));

        assertThat(calls).hasSize(2);
        assertThat(calls.getLast().method()).isEqualTo(next);
        assertThat(calls.getLast().body()).isEqualTo(next.equals("GET") && !method.equals("GET") ? "" : "{\"a\":1}");
    }

    @Test
    void another_host_is_told_no_header_that_could_be_a_secret() throws Exception {
        var headers = "{\"Authorization\": \"Bearer s3cret\", \"X-Api-Key\": \"s3cret\", \"Accept\": \"text/plain\"}";

        perform(http, """
                {"url": %s, "redirects": 1, "headers": %s}
                """.formatted(to("/302?http://other.test:" + port() + "/end"), headers));
        perform(http, """
                {"url": %s, "redirects": 1, "headers": %s}
                """.formatted(to("/302?/end"), headers));

        assertThat(calls.get(1).headers().getFirst("Host")).startsWith("other.test");
        assertThat(calls.get(1).headers()).doesNotContainKeys("Authorization", "X-api-key");
        assertThat(calls.get(1).headers().getFirst("Accept")).isEqualTo("text/plain");
        assertThat(calls.get(3).headers().getFirst("Authorization")).isEqualTo("Bearer s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://metadata.test/latest", "http://169.254.169.254/", "http://[fe80::1]/"})
    void a_redirect_leads_nowhere_that_could_not_be_called_at_once(String place) throws Exception {
        var failed = failure(http, "{\"url\":%s,\"redirects\":5}".formatted(to("/302?" + place)));

        assertThat(failed.code()).isEqualTo("EGRESS_DENIED");
        assertThat(failed.retryable()).isFalse();
        assertThat(calls).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a/", "file:///etc/passwd", "http://user:pass@a/", "http://a%20b/", "http:///"})
    void a_redirect_to_what_is_no_web_address_is_refused(String place) throws Exception {
        var failed = failure(http, "{\"url\":%s,\"redirects\":5}".formatted(to("/302?" + place)));

        assertThat(failed.code()).isEqualTo("HTTP_REDIRECT");
        assertThat(failed.retryable()).isFalse();
    }

    @Test
    void nobody_is_sent_from_https_to_a_place_without() {
        var secure = new HttpCall("GET", URI.create("https://a/"), Map.of("X", "1"), Optional.empty());

        assertThat(secure.isSecure()).isTrue();
        assertThat(secure.redirected(302, URI.create("https://A:443/b")).headers())
                .containsKey("X");
        assertThat(secure.redirected(302, URI.create("https://a:444/b")).headers())
                .isEmpty();
    }

    @Test
    void what_was_checked_is_what_is_called_whatever_the_name_server_says_next() throws Exception {
        var outcome = perform(http, "{\"url\":\"http://rebinding.test:%d/end\"}".formatted(port()));

        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(lookedUp).containsExactly("rebinding.test");
    }

    @Test
    void a_name_that_leads_elsewhere_in_the_middle_of_a_call_is_checked_anew() throws Exception {
        var failed = failure(
                http,
                "{\"url\":\"http://rebinding.test:%d/close?http://rebinding.test:1/end\",\"redirects\":1}"
                        .formatted(port()));

        assertThat(failed.code()).isEqualTo("EGRESS_DENIED");
        assertThat(lookedUp).containsExactly("rebinding.test", "rebinding.test");
    }

    private String to(String path) {
        return quoted("http://127.0.0.1:" + port() + path);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** The path is the status, and the query is where to go. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var uri = exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            calls.add(new Call(exchange.getRequestMethod(), uri.toString(), exchange.getRequestHeaders(), body));
            if (uri.getPath().equals("/end")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.getResponseHeaders().add("Location", uri.getQuery());
            exchange.sendResponseHeaders(
                    uri.getPath().equals("/close")
                            ? 302
                            : Integer.parseInt(uri.getPath().substring(1)),
                    -1);
        }
    }
}
