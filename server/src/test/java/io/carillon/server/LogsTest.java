package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs say, from a handler to a reader. */
@Timeout(120)
class LogsTest {

    private static final Logger LOG = LoggerFactory.getLogger("com.shop.Orders");
    private static final String RUNS = "/api/v1/namespaces/default/runs/";
    private static final int FLOOD = 200_000;

    private static final AtomicInteger jobs = new AtomicInteger();

    @TempDir
    static Path data;

    private static TestingServer carillon;
    private static Worker worker;
    private static volatile CompletableFuture<Void> goOn = new CompletableFuture<>();

    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.following(data, 2);
        worker = carillon.connected(Worker.builder()
                .app("shop")
                .handler("twice", Map.class, (params, run) -> {
                    run.log("attempt " + run.attempt().number());
                    LOG.warn("Order {} is late\nby a day", 4711);
                    if (run.attempt().number() == 1) {
                        throw new IllegalStateException("once more");
                    }
                    return null;
                })
                .handler("flood", Map.class, (params, run) -> {
                    for (int i = 1; i <= FLOOD; i++) {
                        run.log("line " + i);
                    }
                    return null;
                })
                .handler("silent", Map.class, (params, run) -> null)
                .handler("slow", Map.class, (params, run) -> {
                    run.log("first");
                    goOn.get();
                    run.log("second");
                    return null;
                }));
    }

    @AfterAll
    static void stop() {
        worker.close();
        carillon.close();
    }

    @Test
    void what_attempts_say_and_log_is_read_in_their_order() throws Exception {
        String run = ended("twice", ", \"retry\": {\"maxAttempts\": 2, \"initial\": \"10ms\"}");

        var lines = whole(run, "", 4);

        assertThat(lines).extracting(line -> number(line, "attempt")).containsExactly(1L, 1L, 2L, 2L);
        assertThat(lines).extracting(line -> number(line, "line")).containsExactly(1L, 2L, 1L, 2L);
        assertThat(lines)
                .extracting(line -> text(line, "text"))
                .containsExactly(
                        "attempt 1", "Order 4711 is late\nby a day", "attempt 2", "Order 4711 is late\nby a day");
        assertThat(lines).extracting(line -> text(line, "level")).containsExactly("INFO", "WARN", "INFO", "WARN");
        assertThat(text(lines.get(1), "source")).isEqualTo("com.shop.Orders");
        assertThat(lines.getFirst().get("source")).isEmpty();
    }

    @Test
    void pages_attempts_and_searches() throws Exception {
        String run = ended("twice", ", \"retry\": {\"maxAttempts\": 2, \"initial\": \"10ms\"}");
        whole(run, "", 4);

        var second = whole(run, "attempt=2&", 2);
        var found = whole(run, "contains=order%204711&attempt=1&", 1);
        var page = carillon.get(RUNS + run + "/logs?limit=3");
        var rest = carillon.get(RUNS + run + "/logs?limit=3&cursor=" + page.text("next"));

        assertThat(text(second.getFirst(), "text")).isEqualTo("attempt 2");
        assertThat(text(found.getFirst(), "text")).startsWith("Order 4711");
        assertThat(items(page)).hasSize(3);
        assertThat(items(rest)).hasSize(1);
        assertThat(rest.json().get("next")).isEmpty();
    }

    @Test
    void a_flood_has_its_beginning_its_end_and_a_note_of_what_is_missing() throws Exception {
        String run = ended("flood", "");
        carillon.until(
                RUNS + run + "/logs?contains=line%20" + FLOOD,
                answer -> answer.body().contains("\"text\""));

        var lines = allPages(run);

        assertThat(text(lines.getFirst(), "text")).isEqualTo("line 1");
        assertThat(text(lines.getLast(), "text")).isEqualTo("line " + FLOOD);
        long said = lines.stream().filter(line -> line.get("text").isPresent()).count();
        long leftOut = lines.stream()
                .filter(line -> line.get("leftOut").isPresent())
                .mapToLong(line -> number(line, "leftOut"))
                .sum();
        assertThat(leftOut).isPositive();
        assertThat(said + leftOut).isEqualTo(FLOOD);
        assertThat(carillon.metric("carillon_log_left_out_total")).isBetween(1.0, (double) leftOut);
        assertThat(carillon.metric("carillon_log_lines_total")).isGreaterThanOrEqualTo((double) said);
    }

    @Test
    void a_follower_sees_what_comes_and_that_the_run_has_ended() throws Exception {
        goOn = new CompletableFuture<>();
        String run = begun("slow", "");
        try (var http = HttpClient.newHttpClient();
                var in = follow(http, run, 200)) {
            String first = until(in, "\"text\":\"first\"");
            goOn.complete(null);
            String second = until(in, "\"text\":\"second\"");
            String end = until(in, "SUCCEEDED");

            assertThat(first).startsWith("data: ");
            assertThat(second).contains("\"line\":2");
            assertThat(end).isEqualTo("data: {\"state\":\"SUCCEEDED\"}");
        }
    }

    @Test
    void no_more_follow_than_there_are_places_and_places_are_given_back() throws Exception {
        goOn = new CompletableFuture<>();
        String run = begun("slow", "");
        try (var http = HttpClient.newHttpClient()) {
            try (var one = follow(http, run, 200);
                    var two = follow(http, run, 200)) {
                until(one, "first");
                until(two, "first");
                try (var third = follow(http, run, 429)) {
                    assertThat(third.readLine()).contains("\"code\":\"too-many-followers\"");
                }
                goOn.complete(null);
                until(one, "SUCCEEDED");
                until(two, "SUCCEEDED");
            }
            String silent = ended("silent", "");
            try (var in = follow(http, silent, 200)) {
                assertThat(until(in, "SUCCEEDED")).isNotNull();
            }
        }
    }

    @Test
    void what_cannot_be_asked_is_refused() throws Exception {
        String run = ended("silent", "");

        assertThat(carillon.get(RUNS + "0000000000001/logs").status()).isEqualTo(404);
        assertThat(carillon.get(RUNS + "0000000000001/logs?follow=true").status())
                .isEqualTo(404);
        assertThat(carillon.get("/api/v1/namespaces/other/runs/" + run + "/logs")
                        .status())
                .isEqualTo(404);
        for (String asked : List.of(
                "limit=0", "limit=1001", "attempt=x", "cursor=AAAA", "follow=perhaps", "contains=" + "x".repeat(201))) {
            assertThat(carillon.get(RUNS + run + "/logs?" + asked).status())
                    .as(asked)
                    .isEqualTo(400);
        }
        assertThat(carillon.send("GET", RUNS + run + "/logs", null).status()).isEqualTo(401);
        assertThat(carillon.send("GET", RUNS + run + "/logs?follow=true", null).status())
                .isEqualTo(401);
    }

    private static String begun(String handler, String more) {
        String job = handler + "-" + jobs.incrementAndGet();
        carillon.create(
                job,
                "{\"task\": {\"type\": \"handler\", \"app\": \"shop\", \"handler\": \"" + handler + "\"}" + more + "}");
        return carillon.post("/api/v1/namespaces/default/jobs/" + job + ":trigger", "{}")
                .text("id");
    }

    private static String ended(String handler, String more) throws InterruptedException {
        String run = begun(handler, more);
        carillon.until(RUNS + run, answer -> answer.text("state").equals("SUCCEEDED"));
        return run;
    }

    /** As many lines as there are to be, once they are all there: they may come after the result. */
    private static List<Json.Obj> whole(String run, String asked, int lines) throws InterruptedException {
        return items(carillon.until(
                RUNS + run + "/logs?" + asked + "limit=1000",
                answer -> items(answer).size() >= lines));
    }

    private static List<Json.Obj> allPages(String run) {
        var lines = new ArrayList<Json.Obj>();
        var page = carillon.get(RUNS + run + "/logs?limit=1000");
        lines.addAll(items(page));
        while (page.json().get("next").isPresent()) {
            page = carillon.get(RUNS + run + "/logs?limit=1000&cursor=" + page.text("next"));
            lines.addAll(items(page));
        }
        return lines;
    }

    private static List<Json.Obj> items(TestingServer.Answer answer) {
        return ((Json.Arr) answer.json().get("items").orElseThrow())
                .items().stream().map(Json.Obj.class::cast).toList();
    }

    private static String text(Json.Obj line, String member) {
        return ((Json.Str) line.get(member).orElseThrow()).value();
    }

    private static long number(Json.Obj line, String member) {
        return ((Json.Num) line.get(member).orElseThrow()).value().longValueExact();
    }

    private static BufferedReader follow(HttpClient http, String run, int status) throws Exception {
        var address = "http://127.0.0.1:" + carillon.server().httpPort() + RUNS + run + "/logs?follow=true";
        var request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + TestingServer.TOKEN)
                .build();
        var response = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .get(30, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(status);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String until(BufferedReader in, String wanted) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.contains(wanted)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without " + wanted);
    }
}
