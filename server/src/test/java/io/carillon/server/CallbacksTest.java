package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.carillon.worker.Worker;
import io.carillon.worker.task.TaskOutcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that goes on elsewhere, over the wire and by HTTP, as those see it who call back. */
class CallbacksTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    @TempDir
    static Path data;

    /** Where those call back who go on with what the handler has begun. */
    private static final BlockingQueue<URI> BEGUN = new LinkedBlockingQueue<>();

    private static TestingServer carillon;
    private static Worker worker;

    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.start(data);
        worker = carillon.connected(Worker.builder().app("test").slots(2).handler("order", Map.class, (_, run) -> {
            BEGUN.add(run.callbackUrl().orElseThrow());
            return TaskOutcome.awaitCallback();
        }));
        carillon.create("order", """
                {"task": {"type": "handler", "app": "test", "handler": "order"},
                 "retry": {"maxAttempts": 2, "backoff": "fixed", "initial": "50ms", "jitter": 0}}""");
    }

    @AfterAll
    static void stop() {
        worker.close();
        carillon.close();
    }

    private record Order(String run, URI back) {

        static Order place() throws InterruptedException {
            String run = carillon.post(JOBS + "/order:trigger", "{}").text("id");
            return new Order(run, begun());
        }

        static URI begun() throws InterruptedException {
            URI back = BEGUN.poll(30, TimeUnit.SECONDS);
            if (back == null) {
                throw new AssertionError("nothing was begun");
            }
            return back;
        }

        /** Whoever calls has no token but the one in the address. */
        TestingServer.Answer call(String body) {
            return carillon.send("POST", back.getPath(), body);
        }

        TestingServer.Answer show() {
            return carillon.get(RUNS + "/" + run);
        }
    }

    @Test
    void whoever_was_given_the_address_ends_the_run_with_nothing_but_that() throws Exception {
        var order = Order.place();

        var answer = order.call("{\"result\": {\"frames\": 1440}}");
        var run = order.show();

        assertThat(order.back().toString()).startsWith("http://127.0.0.1:");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("run")).isEqualTo(order.run());
        assertThat(run.text("state")).isEqualTo("SUCCEEDED");
        assertThat(run.body()).contains("{\"frames\":1440}");
    }

    @Test
    void while_it_waits_the_run_says_for_whom_and_until_when() throws Exception {
        var order = Order.place();

        var waiting =
                carillon.until(RUNS + "/" + order.run(), run -> run.body().contains("\"reason\":\"awaitingCallback\""));

        assertThat(waiting.text("state")).isEqualTo("RUNNING");
        assertThat(waiting.body()).contains("\"code\":\"callback\"").contains("to call back");
        assertThat(order.call("").status()).isEqualTo(200);
    }

    @Test
    void of_a_hundred_who_call_at_once_one_decides_and_nobody_is_turned_away() throws Exception {
        double before = carillon.metric("carillon_callbacks_total{outcome=\"accepted\"}");
        var order = Order.place();
        List<Future<TestingServer.Answer>> calls;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            calls = IntStream.range(0, 100)
                    .mapToObj(_ -> callers.submit(() -> order.call("{\"status\": \"succeeded\"}")))
                    .toList();
        }
        var answers = calls.stream().map(Future::resultNow).toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers)
                .filteredOn(answer -> answer.body().contains("\"accepted\":true"))
                .hasSize(1);
        assertThat(carillon.metric("carillon_callbacks_total{outcome=\"accepted\"}") - before)
                .isOne();
    }

    @Test
    void a_failure_leads_to_another_attempt_and_the_first_address_is_worth_nothing_then() throws Exception {
        var order = Order.place();

        var failed =
                order.call("{\"status\": \"failed\", \"error\": {\"code\": \"BURNT\", \"message\": \"all of it\"}}");
        var second = new Order(order.run(), Order.begun());
        var late = order.call("{}");
        var done = second.call("{}");

        assertThat(failed.status()).isEqualTo(200);
        assertThat(second.back()).isNotEqualTo(order.back());
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("code")).isEqualTo("callback-late");
        assertThat(done.status()).isEqualTo(200);
        assertThat(order.show().text("state")).isEqualTo("SUCCEEDED");
        assertThat(order.show().body()).contains("BURNT").contains("STALE_RESULT");
    }

    @Test
    void an_address_that_no_worker_made_is_refused_before_anything_is_looked_up() throws Exception {
        var order = Order.place();
        String path = order.back().getPath();

        var forged = carillon.send("POST", path.replaceAll("-[0-9a-f]{32}-", "-" + "0".repeat(32) + "-"), "{}");
        var elsewhere = carillon.send("POST", path.replace("/default/", "/other/"), "{}");
        var withTheAdminsToken = carillon.post("/api/v1/namespaces/default/callbacks/anything", "{}");

        assertThat(forged.status()).isEqualTo(401);
        assertThat(elsewhere.status()).isEqualTo(404);
        assertThat(withTheAdminsToken.status()).isEqualTo(401);
        assertThat(order.call("{}").status()).isEqualTo(200);
    }

    @Test
    void the_address_opens_no_other_door() throws Exception {
        var order = Order.place();

        assertThat(carillon.send("GET", order.back().getPath(), null).status()).isEqualTo(405);
        assertThat(carillon.send("POST", order.back().getPath() + "/x", "{}").status())
                .isEqualTo(401);
        assertThat(carillon.send("POST", order.back().getPath() + "/../../jobs/order:trigger", "{}")
                        .status())
                .isIn(400, 401);
        assertThat(order.call("{}").status()).isEqualTo(200);
    }

    @Test
    void a_mistake_in_the_body_is_said_and_changes_nothing() throws Exception {
        var order = Order.place();
        carillon.until(RUNS + "/" + order.run(), run -> run.body().contains("\"reason\":\"awaitingCallback\""));

        var wrong = order.call("{\"status\": \"succeded\"}");
        var large = order.call("{\"result\": \"" + "x".repeat(300_000) + "\"}");
        var odd = order.call("{\"status\": \"skipped\", \"result\": 1}");

        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.body()).contains("did you mean 'succeeded'?");
        assertThat(large.status()).isEqualTo(422);
        assertThat(large.body()).contains("/result").contains("262144");
        assertThat(odd.status()).isEqualTo(422);
        assertThat(order.show().text("state")).isEqualTo("RUNNING");
        assertThat(order.call("{\"status\": \"skipped\", \"reason\": \"no film\"}")
                        .status())
                .isEqualTo(200);
        assertThat(order.show().text("state")).isEqualTo("SKIPPED");
    }

    @Test
    void an_operator_says_it_in_the_stead_of_who_should_have_called() throws Exception {
        var order = Order.place();
        carillon.until(RUNS + "/" + order.run(), run -> run.body().contains("awaitingCallback"));

        var done = carillon.post(RUNS + "/" + order.run() + ":complete", "{\"result\": 7}");
        var again = carillon.post(RUNS + "/" + order.run() + ":complete", "{}");

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.text("state")).isEqualTo("SUCCEEDED");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("run-not-awaiting");
        assertThat(order.call("{}").body()).contains("\"accepted\":false");
    }

    @Test
    void an_http_task_hands_the_address_on() throws Exception {
        var ordered = new LinkedBlockingQueue<String>();
        var farm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        farm.createContext("/", exchange -> {
            try (exchange) {
                ordered.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(202, -1);
            }
        });
        farm.start();
        try (var _ = carillon.worker("farmer")) {
            carillon.create("film", """
                    {"task": {"type": "http", "app": "farmer", "method": "POST", "url": "http://127.0.0.1:%d/",
                              "body": "{{callbackUrl}}", "callback": true, "redirects": 1}}""".formatted(farm.getAddress().getPort()));
            String run = carillon.post(JOBS + "/film:trigger", "{}").text("id");
            var order = new Order(run, URI.create(Objects.requireNonNull(ordered.poll(30, TimeUnit.SECONDS))));

            assertThat(order.call("").status()).isEqualTo(200);
            assertThat(order.show().text("state")).isEqualTo("SUCCEEDED");
        } finally {
            farm.stop(0);
        }
    }

    @Test
    void what_goes_on_elsewhere_outlives_the_node(@TempDir Path own) throws Exception {
        URI back;
        String run;
        try (var first = TestingServer.start(own)) {
            var begins = first.connected(Worker.builder().app("test").handler("order", Map.class, (_, context) -> {
                BEGUN.add(context.callbackUrl().orElseThrow());
                return TaskOutcome.awaitCallback();
            }));
            first.create("order", "{\"task\": {\"type\": \"handler\", \"app\": \"test\", \"handler\": \"order\"}}");
            run = first.post(JOBS + "/order:trigger", "{}").text("id");
            back = Order.begun();
            first.until(RUNS + "/" + run, answer -> answer.body().contains("awaitingCallback"));
            begins.close();
        }
        try (var second = TestingServer.start(own)) {
            var answer = second.send("POST", back.getPath(), "{}");

            assertThat(answer.body()).contains("\"accepted\":true");
            assertThat(second.get(RUNS + "/" + run).text("state")).isEqualTo("SUCCEEDED");
        }
    }
}
