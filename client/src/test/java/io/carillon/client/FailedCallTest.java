package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FailedCallTest {

    private static final Namespace SHOP = new Namespace("shop");
    private static final JobName NIGHTLY = new JobName("nightly");
    private static final String JOB = "/api/v1/namespaces/shop/jobs/nightly";

    private final TestingApi api = TestingApi.start();
    private final CarillonClient client =
            CarillonClient.builder().server(api.address()).maxBodyBytes(10_000).build();

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    @Test
    void a_refusal_is_told_with_every_problem() {
        var draft = Documents.draft("nightly", "30s");
        var problem = new Problem("/spec/task/app", "unknown-app", "no app 'demo'; did you mean 'dev'?");
        api.refuse("POST /api/v1/namespaces/shop/jobs", 422, "invalid-document", problem);

        var refused = refusal(() -> client.jobs(SHOP).create(draft));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid-document");
        assertThat(refused.title()).isEqualTo("Refused");
        assertThat(refused.errors()).containsExactly(problem);
        assertThat(refused).hasMessage("Refused: because of invalid-document");
    }

    @Test
    void a_proxy_s_own_error_page_is_not_shown_as_the_server_s_word() {
        api.answer("GET " + JOB, 502, "text/html", "<h1>Bad Gateway</h1>");

        var refused = refusal(() -> client.jobs(SHOP).get(NIGHTLY));

        assertThat(refused.code()).isEqualTo("http-502");
        assertThat(refused).hasMessage("HTTP 502: the answer is not from a Carillon server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"title\": 7, \"errors\": [1, {}]}"})
    void a_badly_written_refusal_is_still_a_refusal(String body) {
        api.answer("GET " + JOB, 403, "application/problem+json", body);

        var refused = refusal(() -> client.jobs(SHOP).get(NIGHTLY));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("http-403");
    }

    @Test
    void only_a_missing_job_counts_as_not_found() {
        api.refuse("GET " + JOB, 404, "not-found").refuse("GET " + JOB, 401, "unauthenticated");

        var missing = client.jobs(SHOP).find(NIGHTLY);
        var refused = refusal(() -> client.jobs(SHOP).find(NIGHTLY));

        assertThat(missing).isEmpty();
        assertThat(refused.status()).isEqualTo(401);
    }

    @Test
    void a_redirect_is_not_followed_lest_the_token_leaves() {
        api.answer("GET " + JOB, 302);

        var refused = refusal(() -> client.jobs(SHOP).get(NIGHTLY));

        assertThat(refused.status()).isEqualTo(302);
        assertThat(api.questions()).hasSize(1);
    }

    @Test
    void an_answer_beyond_the_limit_is_not_read() {
        api.answer("GET " + JOB, 200, Json.of("x".repeat(10_001)));

        assertThatThrownBy(() -> client.jobs(SHOP).get(NIGHTLY))
                .isInstanceOf(CarillonProtocolException.class)
                .hasMessageContaining("larger than 10000 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "[]",
                "{}",
                "{\"metadata\": {\"name\": \"../x\", \"namespace\": \"shop\"}, \"status\": {}}",
                "{\"metadata\": {\"name\": \"x\", \"namespace\": \"shop\"}, \"status\": {\"version\": 1e99}}",
                "{\"metadata\": {\"name\": \"x\", \"namespace\": \"shop\"}, \"status\": {\"version\": \"1\"}}"
            })
    void an_answer_that_is_no_job_is_called_that(String body) {
        api.answer("GET " + JOB, 200, "application/json", body);

        assertThatThrownBy(() -> client.jobs(SHOP).get(NIGHTLY)).isInstanceOf(CarillonProtocolException.class);
    }

    @Test
    void a_list_that_leads_back_to_itself_ends() {
        api.answer("GET /api/v1/workers", 200, Documents.list("1"))
                .answer("GET /api/v1/workers?cursor=1", 200, Documents.list("1"));

        assertThatThrownBy(client::workers)
                .isInstanceOf(CarillonProtocolException.class)
                .hasMessageContaining("same page");
    }

    @Test
    void a_refused_connection_names_the_address() throws IOException {
        URI nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        try (var lonely = CarillonClient.builder().server(nobody).build()) {
            assertThatThrownBy(lonely::workers)
                    .isInstanceOf(CarillonUnreachableException.class)
                    .hasMessage("no answer from " + nobody + ": connection refused");
        }
    }

    @Test
    void an_unknown_host_is_called_that() {
        try (var lost = CarillonClient.builder()
                .server(URI.create("http://nowhere.invalid"))
                .build()) {
            assertThatThrownBy(lost::workers)
                    .isInstanceOf(CarillonUnreachableException.class)
                    .hasMessageStartingWith("no answer from http://nowhere.invalid");
        }
    }

    @Test
    void a_server_that_stops_in_the_middle_of_its_answer_is_given_up() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var patient = CarillonClient.builder()
                        .server(URI.create("http://127.0.0.1:" + socket.getLocalPort()))
                        .callTimeout(Duration.ofMillis(300))
                        .build()) {
            threads.execute(() -> answerHalf(socket));

            assertThatThrownBy(patient::workers)
                    .isInstanceOf(CarillonUnreachableException.class)
                    .hasMessageContaining("nothing within");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:8080", "ftp://host", "http:///path", "http://me:secret@host", "http://host/?q=1"})
    void an_address_that_is_no_server_s_is_refused_at_once(String address) {
        var builder = CarillonClient.builder();

        assertThatThrownBy(() -> builder.server(URI.create(address))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_token_that_could_smuggle_a_header_is_refused_without_being_repeated() {
        var builder = CarillonClient.builder();

        assertThatThrownBy(() -> builder.token("abc\r\nX-Evil: 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("abc");
    }

    @Test
    void a_server_may_live_below_a_path() {
        api.answer("GET /carillon/api/v1/workers", 200, Documents.list(""));

        try (var behindProxy = CarillonClient.builder()
                .server(URI.create(api.address() + "/carillon/"))
                .build()) {
            assertThat(behindProxy.workers()).isEmpty();
        }
    }

    /** Reads the request, then promises more than it sends, until the client hangs up. */
    private static void answerHalf(ServerSocket socket) {
        try (var connection = socket.accept()) {
            var out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException hungUp) {
            // That is how the client leaves.
        }
    }

    private static CarillonApiException refusal(ThrowingCallable call) {
        return catchThrowableOfType(CarillonApiException.class, call);
    }
}
