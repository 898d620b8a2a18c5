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
import io.carillon.tasks.TestingRun.Started;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to a real server on this machine. */
@Timeout(60)
class HttpTaskTest {

    private record Call(String method, String path, Headers headers, String body) {}

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final TaskType http = http(EgressPolicy.PUBLIC_ONLY.allowingLoopback());

    HttpTaskTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        never.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void a_call_succeeds_with_what_was_answered() throws Exception {
        var result = result(perform(http, "{\"url\":" + quoted(url("/hello?x=1")) + "}"));

        assertThat(result.get("status").intValue()).isEqualTo(200);
        assertThat(result.get("body").stringValue()).isEqualTo("héllo 😀");
        assertThat(result.has("truncated")).isFalse();
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.method()).isEqualTo("GET");
            assertThat(call.path()).isEqualTo("/hello?x=1");
        });
    }

    @Test
    void a_call_carries_its_method_headers_and_body_and_says_which_attempt_it_is() throws Exception {
        perform(http, """
                {"method":"put","url":%s,"headers":{"X-Shop":"42","Authorization":"Bearer s3cret"},"body":"a=1"}
                """.formatted(quoted(url("/hello"))));

        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.method()).isEqualTo("PUT");
            assertThat(call.body()).isEqualTo("a=1");
            assertThat(call.headers().getFirst("X-Shop")).isEqualTo("42");
            assertThat(call.headers().getFirst("Authorization")).isEqualTo("Bearer s3cret");
            assertThat(call.headers().getFirst("Carillon-Run-Id")).isEqualTo("0abcdefghjkmn");
            assertThat(call.headers().getFirst("Carillon-Attempt")).isEqualTo("2");
            assertThat(call.headers().getFirst("Carillon-Epoch")).isEqualTo("7");
        });
    }

    @Test
    void a_body_that_is_an_object_is_sent_as_json() throws Exception {
        perform(http, "{\"method\":\"POST\",\"url\":%s,\"body\":{\"a\":[1,null]}}".formatted(quoted(url("/hello"))));

        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.body()).isEqualTo("{\"a\":[1,null]}");
            assertThat(call.headers().getFirst("Content-Type")).isEqualTo("application/json");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "400, false",
        "404, false",
        "408, true",
        "425, true",
        "429, true",
        "500, true",
        "503, true",
        "302, false",
        "304, false"
    })
    void an_answer_that_was_not_expected_is_a_failure(int status, boolean retryable) throws Exception {
        var failed = failure(http, "{\"url\":%s}".formatted(quoted(url("/status/" + status + "?secret=1"))));

        assertThat(failed.code()).isEqualTo("HTTP_STATUS");
        assertThat(failed.message())
                .isEqualTo("GET " + url("/status/" + status) + " answered " + status + "; expected 200-299");
        assertThat(failed.retryable()).isEqualTo(retryable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "404; 404; true",
                "'404'; 404; true",
                "'400-499'; 404; true",
                "[200, '400-404']; 404; true",
                "[200, 201]; 404; false",
                "'400-403'; 404; false"
            })
    void what_is_expected_can_be_said(String expect, int status, boolean succeeds) throws Exception {
        var settings =
                "{\"url\":%s,\"expect\":%s}".formatted(quoted(url("/status/" + status)), expect.replace('\'', '"'));

        var outcome = perform(http, settings);

        assertThat(outcome instanceof TaskOutcome.Succeeded).isEqualTo(succeeds);
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        var failed = failure(http, "{\"url\":%s}".formatted(quoted(url("/status/302"))));

        assertThat(failed.code()).isEqualTo("HTTP_STATUS");
        assertThat(calls).hasSize(1);
    }

    @Test
    void a_long_body_is_cut() throws Exception {
        var result = result(perform(http, "{\"url\":%s}".formatted(quoted(url("/long")))));

        assertThat(result.get("body").stringValue()).hasSize(64 << 10);
        assertThat(result.get("truncated").booleanValue()).isTrue();
    }

    @Test
    void a_body_without_end_is_read_no_further_than_a_megabyte() throws Exception {
        var result = result(perform(http, "{\"url\":%s,\"timeout\":\"20s\"}".formatted(quoted(url("/endless")))));

        assertThat(result.get("body").stringValue()).hasSize(64 << 10);
        assertThat(result.get("truncated").booleanValue()).isTrue();
    }

    @Test
    void a_body_of_control_characters_still_fits_in_a_result() throws Exception {
        var outcome = perform(http, "{\"url\":%s}".formatted(quoted(url("/nul"))));

        assertThat(((TaskOutcome.Succeeded) outcome).resultJson().getBytes(UTF_8))
                .hasSizeLessThan(256 << 10);
        assertThat(result(outcome).get("body").stringValue()).startsWith("\0\0");
    }

    @Test
    void a_body_is_read_in_the_charset_that_it_names() throws Exception {
        var result = result(perform(http, "{\"url\":%s}".formatted(quoted(url("/gbk")))));

        assertThat(result.get("body").stringValue()).isEqualTo("上海");
    }

    @Test
    void a_server_that_is_not_there_may_come_back() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        var failed = failure(http, "{\"url\":\"http://127.0.0.1:%d/\"}".formatted(free));

        assertThat(failed.code()).isEqualTo("HTTP_CONNECTION");
        assertThat(failed.retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hang", "/hang-in-body"})
    void an_answer_that_does_not_come_is_not_waited_for(String path) throws Exception {
        var failed = failure(http, "{\"url\":%s,\"timeout\":\"200ms\"}".formatted(quoted(url(path))));

        assertThat(failed.code()).isEqualTo("HTTP_TIMEOUT");
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void a_call_stops_when_it_is_told_to() throws Exception {
        var started = Started.of(http, "{\"url\":%s}".formatted(quoted(url("/hang"))));
        assertThat(arrived.await(TestingRun.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();

        started.interrupt();

        assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "2130706433",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::127.0.0.1]",
                "localhost",
                "LOCALHOST"
            })
    void this_machine_is_not_called_in_any_spelling_unless_allowed(String host) throws Exception {
        var closed = http(EgressPolicy.PUBLIC_ONLY);

        var failed = failure(
                closed,
                "{\"url\":\"http://%s:%d/hello\"}"
                        .formatted(host, server.getAddress().getPort()));

        assertThat(failed.code()).isEqualTo("EGRESS_DENIED");
        assertThat(failed.message()).contains("this machine");
        assertThat(failed.retryable()).isFalse();
        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "[fe80::1]",
                "0.0.0.0",
                "[::]",
                "[::ffff:169.254.169.254]",
                "224.0.0.1",
                "100.100.100.200"
            })
    void some_addresses_are_called_by_nobody(String host) throws Exception {
        var open = http(EgressPolicy.PUBLIC_ONLY.allowingLoopback().allowingPrivateNetworks());

        var failed = failure(open, "{\"url\":\"http://%s/\",\"timeout\":\"1s\"}".formatted(host));

        assertThat(failed.code()).isEqualTo("EGRESS_DENIED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; url",
                "{'url':1}; url",
                "{'url':''}; url",
                "{'url':'ftp://a/'}; url",
                "{'url':'file:///etc/passwd'}; url",
                "{'url':'http:///path'}; url",
                "{'url':'http://a b/'}; url",
                "{'url':'http://127.1/'}; url",
                "{'url':'http://user:pass@a/'}; url",
                "{'url':'http://a:0/'}; url",
                "{'url':'http://a:65536/'}; url",
                "{'url':'/relative'}; url",
                "{'url':'http://a/','method':'TRACE'}; method",
                "{'url':'http://a/','method':'GET\\r\\nX: 1'}; method",
                "{'url':'http://a/','headers':[]}; headers",
                "{'url':'http://a/','headers':{'X':1}}; headers.X",
                "{'url':'http://a/','headers':{'Host':'b'}}; headers.Host",
                "{'url':'http://a/','headers':{'X':'a\\r\\nY: b'}}; headers.X",
                "{'url':'http://a/','headers':{'X':'上海'}}; headers.X",
                "{'url':'http://a/','headers':{'X Y':'1'}}; headers.X Y",
                "{'url':'http://a/','headers':{'transfer-Encoding':'chunked'}}; headers.transfer-Encoding",
                "{'url':'http://a/','redirects':11}; redirects",
                "{'url':'http://a/','redirects':true}; redirects",
                "{'url':'http://a/','headers':{'carillon-run-id':'1'}}; headers.carillon-run-id",
                "{'url':'http://a/','expect':'2xx'}; expect",
                "{'url':'http://a/','expect':[]}; expect",
                "{'url':'http://a/','expect':99}; expect",
                "{'url':'http://a/','expect':'299-200'}; expect",
                "{'url':'http://a/','timeout':30}; timeout",
                "{'url':'http://a/','timeout':'0s'}; timeout",
                "{'url':'http://a/','timeout':'61m'}; timeout",
                "{'url':'http://a/','followRedirects':true}; followRedirects"
            })
    void a_setting_that_cannot_be_used_is_named(String settings, String field) throws Exception {
        var failed = failure(http, settings.replace('\'', '"'));

        assertThat(failed.code()).isEqualTo("INVALID_SETTINGS");
        assertThat(failed.message()).startsWith(field + ": ");
        assertThat(failed.retryable()).isFalse();
    }

    private static TaskType http(EgressPolicy policy) {
        return new HttpTask(new EgressGuard(policy, InetAddress::getAllByName)).asTaskType();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        calls.add(new Call(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
        arrived.countDown();
        try (exchange) {
            switch (path) {
                case "/hello" -> respond(exchange, "héllo 😀".getBytes(UTF_8));
                case "/long" -> respond(exchange, "x".repeat(100_000).getBytes(UTF_8));
                case "/nul" -> respond(exchange, new byte[100_000]);
                case "/gbk" -> {
                    exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=GBK");
                    respond(exchange, "上海".getBytes(Charset.forName("GBK")));
                }
                case "/endless" -> pour(exchange);
                case "/hang" -> hang();
                case "/hang-in-body" -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().flush();
                    hang();
                }
                default -> {
                    int status = Integer.parseInt(path.substring("/status/".length()));
                    exchange.getResponseHeaders().add("Location", "/hello");
                    exchange.sendResponseHeaders(status, -1);
                }
            }
        }
    }

    private static void respond(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Writes until the other side has had enough, which shows as an error. */
    private static void pour(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        var chunk = "x".repeat(8_192).getBytes(UTF_8);
        OutputStream out = exchange.getResponseBody();
        while (!Thread.currentThread().isInterrupted()) {
            out.write(chunk);
        }
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
