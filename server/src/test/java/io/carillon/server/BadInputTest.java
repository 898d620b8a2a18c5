package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.model.json.Json;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.protocol.v1.WorkerGatewayGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets an answer that says where and why, and changes nothing. */
class BadInputTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String NOOP = "{\"task\": {\"type\": \"noop\", \"app\": \"test\"}}";
    private static final String PROBLEM = "application/problem+json";

    @TempDir
    static Path data;

    private static TestingServer carillon;
    private static String before;

    @BeforeAll
    static void start() {
        carillon = TestingServer.start(data);
        carillon.put("/api/v1/apps/test", "");
        carillon.create("there", NOOP);
        before = everything();
    }

    @AfterAll
    static void stop() {
        carillon.close();
    }

    @AfterEach
    void nothing_has_changed() {
        assertThat(everything()).isEqualTo(before);
    }

    private static String everything() {
        return carillon.get(JOBS).body()
                + carillon.get("/api/v1/namespaces/default/runs").body()
                + carillon.get("/api/v1/apps").body();
    }

    static Stream<Arguments> documents() {
        return Stream.of(
                mistake(
                        "{'triggers': [{'cron': '@daily', 'zon': 'UTC'}], 'task': {'type': 'noop', 'app': 'test'}}",
                        "/spec/triggers/0/zon",
                        "unknown-field",
                        "did you mean 'zone'"),
                mistake(
                        "{'task': {'type': 'noop', 'app': 'test', 'milis': 5}}",
                        "/spec/task/milis",
                        "unknown-field",
                        "did you mean 'millis'"),
                mistake(
                        "{'task': {'type': 'noop', 'app': 'test'}, 'priority': '5'}",
                        "/spec/priority",
                        "wrong-type",
                        "expected a whole number, not a string"),
                mistake(
                        "{'task': {'type': 'noop', 'app': 'test'}, 'priority': 11}",
                        "/spec/priority",
                        "out-of-range",
                        "1 to 10"),
                mistake(
                        "{'task': {'type': 'noop', 'app': 'test', 'params': 5}}",
                        "/spec/task/params",
                        "wrong-type",
                        "expected an object, not a number"),
                mistake("{}", "/spec/task", "required", "required"),
                mistake(
                        "{'triggers': [{'cron': '0 0 30 2 *'}], 'task': {'type': 'noop', 'app': 'test'}}",
                        "/spec/triggers/0/cron",
                        "never-fires",
                        ""),
                mistake(
                        "{'triggers': [{'cron': '@daily', 'zone': 'Asia/Shangai'}],"
                                + " 'task': {'type': 'noop', 'app': 'test'}}",
                        "/spec/triggers/0/zone",
                        "unknown-zone",
                        "did you mean 'Asia/Shanghai'"),
                mistake(
                        "{'triggers': [{'at': '2020-01-01T00:00:00Z'}], 'task': {'type': 'noop', 'app': 'test'}}",
                        "/spec/triggers/0/at",
                        "never-fires",
                        "in the past"),
                mistake(
                        "{'triggers': [{'at': 'tomorrow'}], 'task': {'type': 'noop', 'app': 'test'}}",
                        "/spec/triggers/0/at",
                        "invalid-value",
                        "tomorrow"),
                mistake(
                        "{'triggers': [{'every': '5 minutes'}], 'task': {'type': 'noop', 'app': 'test'}}",
                        "/spec/triggers/0/every",
                        "invalid-value",
                        "5 minutes"),
                mistake("{'task': {'type': 'noop', 'app': 'tests'}}", "/spec/task/app", "unknown-app", "'test'"),
                mistake(
                        "{'task': {'type': 'noop', 'app': 'test'}, 'overlap': 'never'}",
                        "/spec/overlap",
                        "invalid-value",
                        "cancelPrevious"));
    }

    private static Arguments mistake(String spec, String pointer, String code, String message) {
        return Arguments.of(spec.replace('\'', '"'), pointer, code, message);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void a_document_that_is_wrong_is_refused_with_a_pointer(String spec, String pointer, String code, String message) {
        var created = carillon.post(JOBS, TestingServer.job("fresh", spec));
        var replaced = carillon.put(JOBS + "/there", TestingServer.job("there", spec));

        for (var answer : new TestingServer.Answer[] {created, replaced}) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            Json.Obj error = onlyError(answer);
            assertThat(error.get("pointer")).contains(Json.of(pointer));
            assertThat(error.get("code")).contains(Json.of(code));
            assertThat(error.get("message").orElseThrow().text()).contains(message);
        }
    }

    private static Json.Obj onlyError(TestingServer.Answer answer) {
        assertProblem(answer);
        var errors = (Json.Arr) answer.json().get("errors").orElseThrow();
        assertThat(errors.items()).as(answer.body()).hasSize(1);
        return (Json.Obj) errors.items().getFirst();
    }

    private static void assertProblem(TestingServer.Answer answer) {
        assertThat(answer.response().headers().firstValue("Content-Type").orElse("none: " + answer.body()))
                .startsWith(PROBLEM);
        assertThat(answer.json().get("status")).contains(Json.of(answer.status()));
        assertThat(answer.text("code")).matches("[a-z0-9-]+");
        assertThat(answer.text("detail")).isNotEmpty();
    }

    @Test
    void every_mistake_of_a_document_is_named_at_once() {
        var answer = carillon.post(JOBS, """
                {"metadata": {"name": "-"}, "spec": {"task": {"type": "noop"}, "timeout": 5, "priorty": 1}}""");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("/metadata/name", "/spec/task/app", "/spec/timeout", "/spec/priorty");
    }

    @Test
    void a_document_about_another_job_or_namespace_is_refused() {
        var name = carillon.put(JOBS + "/there", TestingServer.job("other", NOOP));
        var namespace = carillon.post(
                JOBS, "{\"metadata\": {\"name\": \"fresh\", \"namespace\": \"other\"}, \"spec\": " + NOOP + "}");

        assertThat(name.status()).isEqualTo(422);
        assertThat(onlyError(name).get("pointer")).contains(Json.of("/metadata/name"));
        assertThat(namespace.status()).isEqualTo(422);
        assertThat(onlyError(namespace).get("pointer")).contains(Json.of("/metadata/namespace"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "{", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{} {}", "nul"})
    void a_body_that_is_not_json_is_refused(String body) {
        for (String path : new String[] {JOBS, "/api/v1/schedules:preview"}) {
            var answer = carillon.post(path, body);

            assertThat(answer.status()).isEqualTo(400);
            assertProblem(answer);
        }
    }

    @Test
    void a_doubled_member_is_named_with_its_place() {
        var answer = carillon.post(JOBS, "{\"metadata\": {\"name\": \"a\", \"name\": \"b\"}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("not-json");
        assertThat(answer.text("detail")).contains("duplicate member \"name\"").contains("line 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024 * 1024 + 1, 6 * 1024 * 1024})
    void a_body_that_is_too_large_is_refused(int bytes) {
        var answer = carillon.post(JOBS, "\"" + "x".repeat(bytes - 2) + "\"");

        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer);
        assertThat(answer.text("detail")).contains("1048576");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/namespaces/default/jobs",
        "PUT, /api/v1/namespaces/default/jobs/there",
        "POST, /api/v1/namespaces/default/jobs/there:trigger",
        "POST, /api/v1/schedules:preview"
    })
    void a_body_that_says_to_be_something_else_is_refused(String method, String path) {
        var answer = carillon.send(
                method, path, "{}", "Authorization", "Bearer " + TestingServer.TOKEN, "Content-Type", "text/plain");

        assertThat(answer.status()).isEqualTo(415);
        assertProblem(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/namespaces/default/jobs",
        "GET, /api/v1/openapi.json",
        "DELETE, /api/v1/namespaces/default/jobs/there",
        "POST, /api/v1/nothing",
        "GET, /",
        "GET, /error",
        "GET, /actuator/health"
    })
    void whoever_has_no_valid_token_learns_nothing_wherever_he_asks(String method, String path) {
        var without = carillon.send(method, path, null);
        var wrong = carillon.send(method, path, null, "Authorization", "Bearer not-the-token-of-this-test");
        var basic = carillon.send(method, path, null, "Authorization", "Basic " + TestingServer.TOKEN);

        for (var answer : new TestingServer.Answer[] {without, wrong, basic}) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text("code")).isEqualTo("unauthorized");
            assertThat(answer.response().headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer");
            assertProblem(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer not-the-token-of-this-test"})
    @Timeout(20)
    void a_worker_without_a_valid_token_is_unauthenticated(String authorization) throws InterruptedException {
        var headers = new Metadata();
        if (!authorization.isEmpty()) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", carillon.server().grpcPort())
                .usePlaintext()
                .build();
        var ended = new Ended();
        try {
            var stream = WorkerGatewayGrpc.newStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .connect(ended);
            stream.onNext(WorkerFrame.newBuilder().setHello(Hello.newBuilder()).build());

            var refused = catchThrowableOfType(CompletionException.class, ended.future::join);

            assertThat(Status.fromThrowable(refused.getCause()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private static final class Ended implements StreamObserver<NodeFrame> {

        private final CompletableFuture<String> future = new CompletableFuture<>();

        @Override
        public void onNext(NodeFrame frame) {
            future.complete("answered: " + frame);
        }

        @Override
        public void onError(Throwable refused) {
            future.completeExceptionally(
                    refused instanceof StatusRuntimeException known ? known : new AssertionError(refused));
        }

        @Override
        public void onCompleted() {
            future.complete("completed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/error",
                "/api/v1",
                "/api/v1/nothing",
                "/api/v2/jobs",
                "/actuator/health",
                "/openapi.json",
                "/api/v1/namespaces/default/jobs/absent",
                "/api/v1/namespaces/other/jobs/there",
                "/api/v1/namespaces/default/jobs/absent/fires",
                "/api/v1/namespaces/default/jobs/absent/versions",
                "/api/v1/namespaces/default/jobs/there/versions/2",
                "/api/v1/namespaces/default/runs/0000000000001",
                "/api/v1/namespaces/default/runs/not-a-run"
            })
    void what_is_not_there_is_not_found(String path) {
        var answer = carillon.get(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertProblem(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/namespaces/default/jobs",
        "POST, /api/v1/workers",
        "DELETE, /api/v1/namespaces/default/runs/0000000000001",
        "GET, /api/v1/schedules:preview"
    })
    void a_method_that_an_address_does_not_have_is_refused(String method, String path) {
        var answer = carillon.send(method, path, null, "Authorization", "Bearer " + TestingServer.TOKEN);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.response().headers().firstValue("Allow")).isPresent();
        assertProblem(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "jobs?cursor=%25%25, cursor",
        "jobs?limit=0, limit",
        "jobs?limit=201, limit",
        "jobs?limit=ten, limit",
        "jobs/no%20name, job",
        "jobs/there/fires?count=0, count",
        "jobs/there/fires?count=1001, count",
        "jobs/there/versions/first, version",
        "runs?cursor=%25%25, cursor",
        "runs?cursor=YWJj, cursor",
        "runs?limit=-1, limit",
        "runs?state=DONE, state",
        "runs?state=, state",
        "runs?from=yesterday, from",
        "runs?to=2027-01-01, to",
        "runs?job=no%20name, job"
    })
    void a_parameter_that_cannot_be_read_is_named(String address, String parameter) {
        var answer = carillon.get("/api/v1/namespaces/default/" + address);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("invalid-parameter");
        assertThat(answer.text("detail")).contains("'" + parameter + "'");
        assertProblem(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prams': {}} | /prams",
                "{'params': 5} | /params",
                "{'at': 'soon'} | /at",
                "{'key': ''} | /key",
                "{'priority': 11} | /priority",
                "[] | ''"
            })
    void a_request_for_a_run_that_is_wrong_makes_none(String body, String pointer) {
        var answer = carillon.post(JOBS + "/there:trigger", body.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(onlyError(answer).get("pointer")).contains(Json.of(pointer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'cron': '0 0 30 2 *'} | /cron",
                "{'cron': '61 * * * *'} | /cron",
                "{'cron': '@daily', 'zone': 'Mars'} | /zone",
                "{'cron': '@daily', 'from': 'yesterday'} | /from",
                "{'cron': '@daily', 'count': 1001} | /count",
                "{'cron': '@daily', 'cuont': 5} | /cuont",
                "{'every': '1ns'} | /every",
                "{'at': 'soon'} | /at",
                "{'cron': '@daily', 'gap': 'jump'} | /gap",
                "{'cron': '@every 1h', 'overlap': 'both'} | /overlap",
                "{'cron': '@daily', 'calendar': 'nowhere'} | /calendar",
                "{'cron': '@daily', 'window': {}} | /window",
                "{'every': '5m', 'window': {'from': '09:00', 'to': '9'}} | /window/to",
                "{'every': '5m', 'maxCount': 0} | /maxCount",
                "{'every': '5m', 'start': '2027-01-02T00:00:00Z', 'end': '2027-01-01T00:00:00Z'} | /end",
                "{'every': '5m', 'lang': 'fr'} | /lang",
                "{'cron': '@daily', 'every': '5m'} | ''",
                "{} | ''"
            })
    void a_schedule_that_would_be_refused_is_refused_in_its_preview(String body, String pointer) {
        var answer = carillon.post("/api/v1/schedules:preview", body.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(onlyError(answer).get("pointer")).contains(Json.of(pointer));
    }

    @Test
    void a_body_that_is_not_utf_8_is_refused() {
        byte[] latin = TestingServer.job("fresh", "{\"task\": {\"type\": \"noop\", \"app\": \"t\u00e9st\"}}")
                .getBytes(StandardCharsets.ISO_8859_1);

        var answer = carillon.postBytes(JOBS, latin);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("detail")).contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/namespaces/default/jobs/a%2Fb", "/api/v1/namespaces/default/jobs/a%5Cb"})
    void an_address_that_nobody_should_write_is_refused_in_the_same_words(String path) {
        var answer = carillon.get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer);
    }
}
