package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The document for programs says what the server does: the same routes, the same members. */
class OpenApiTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String CALENDARS = "/api/v1/namespaces/default/calendars";
    private static final String LIMITS = "/api/v1/namespaces/default/limits";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    @TempDir
    static Path data;

    private static TestingServer carillon;
    private static Worker worker;
    private static Json.Obj document;

    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.start(data);
        worker = carillon.worker("test");
        document = carillon.get("/api/v1/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        worker.close();
        carillon.close();
    }

    @Test
    void it_names_every_route_and_no_other() {
        var routes = new TreeSet<String>();
        carillon.server()
                .context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((route, method) -> {
                    if (method.getBeanType().getName().startsWith("io.carillon.server.rest")) {
                        routes.addAll(names(route));
                    }
                });

        var documented = new TreeSet<String>();
        paths().members()
                .forEach((path, methods) -> ((Json.Obj) methods)
                        .members()
                        .keySet()
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path)));

        assertThat(routes).hasSizeGreaterThan(15);
        assertThat(documented).isEqualTo(routes);
    }

    private static Set<String> names(RequestMappingInfo route) {
        var names = new TreeSet<String>();
        for (RequestMethod method : route.getMethodsCondition().getMethods()) {
            route.getPatternValues().forEach(path -> names.add(method + " " + path));
        }
        return names;
    }

    private static Json.Obj paths() {
        return (Json.Obj) document.get("paths").orElseThrow();
    }

    @Test
    void every_reference_in_it_leads_somewhere_and_every_variable_has_a_parameter() {
        var schemas = new Schemas(document);
        List<String> references = Pattern.compile("\"\\$ref\":\"([^\"]+)\"")
                .matcher(document.text())
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        var missing = new ArrayList<String>();
        paths().members()
                .forEach((path, methods) -> ((Json.Obj) methods).members().forEach((method, operation) -> {
                    Pattern.compile("\\{(\\w+)}").matcher(path).results().forEach(variable -> {
                        if (!operation.text().contains("\"#/components/parameters/" + variable.group(1) + "\"")) {
                            missing.add(method + " " + path + " " + variable.group(1));
                        }
                    });
                }));

        assertThat(references).isNotEmpty().allMatch(schemas::has);
        assertThat(missing).isEmpty();
    }

    @Test
    void answers_have_the_members_that_it_says() throws InterruptedException {
        var schemas = new Schemas(document);
        var job = carillon.create("described", """
                {"triggers": [{"cron": "@yearly", "zone": "Asia/Shanghai", "dialect": "unix", "jitter": "1s"},
                              {"cron": "@yearly", "gap": "skip", "overlap": "both", "maxCount": 3},
                              {"every": "1h", "zone": "Asia/Shanghai", "start": "2099-01-01T00:00:00Z",
                               "end": "2100-01-01T00:00:00Z",
                               "window": {"from": "09:00", "to": "17:30", "days": ["monday", "friday"]}},
                              {"every": "1h"}, {"delay": "1d"}, {"at": "2100-01-01T00:00:00Z"}],
                 "task": {"type": "http", "app": "test", "url": "http://127.0.0.1:1/", "params": {"n": 1}},
                 "timeout": "5s", "retry": {"maxAttempts": 1}, "overlap": "queue",
                 "misfire": {"policy": "fireAll", "max": 3, "within": "1h"}}""");
        String failing = RUNS + "/"
                + carillon.post(JOBS + "/described:trigger", "{\"key\": \"k\"}").text("id");
        var failed = carillon.until(failing, answer -> answer.text("state").equals("FAILED"));
        carillon.create("quick", "{\"task\": {\"type\": \"noop\", \"app\": \"test\"}}");
        var made = carillon.post(JOBS + "/quick:trigger", "{\"at\": \"2100-01-01T00:00:00Z\"}");
        var waiting = carillon.get(RUNS + "/" + made.text("id"));

        carillon.create("wide", """
                {"task": {"type": "http", "app": "test", "url": "http://127.0.0.1:1/"}, "routing": {"shards": 2},
                 "retry": {"maxAttempts": 1}}""");
        String inParts =
                RUNS + "/" + carillon.post(JOBS + "/wide:trigger", "{}").text("id");
        var split = carillon.until(inParts, answer -> answer.text("state").equals("FAILED"));
        var shards = carillon.get(RUNS + "?shardOf=" + split.text("id"));

        var calendar = carillon.put(CALENDARS + "/described", """
                {"metadata": {"name": "described"}, "spec": {"rules": [
                  {"include": {"weekdays": ["monday"]}}, {"exclude": {"dates": ["2027-01-01"]}},
                  {"exclude": {"hours": {"from": "12:00", "to": "13:00"}}},
                  {"exclude": {"period": {"from": "2027-02-01", "to": "2027-02-08"}}}]}}""");
        var limit = carillon.put(LIMITS + "/described", """
                {"metadata": {"name": "described"}, "spec": {"concurrent": 5, "rate": {"max": 5}, "breaker": {}}}""");

        var mistakes = new ArrayList<String>();
        mistakes.addAll(schemas.mistakes("Job", job.json()));
        mistakes.addAll(
                schemas.mistakes("JobList", carillon.get(JOBS + "?limit=1").json()));
        mistakes.addAll(schemas.mistakes(
                "JobVersions", carillon.get(JOBS + "/quick/versions").json()));
        mistakes.addAll(schemas.mistakes("Run", failed.json()));
        mistakes.addAll(schemas.mistakes("Run", made.json()));
        mistakes.addAll(schemas.mistakes("Run", waiting.json()));
        mistakes.addAll(schemas.mistakes("Run", split.json()));
        mistakes.addAll(schemas.mistakes("RunList", shards.json()));
        mistakes.addAll(
                schemas.mistakes("RunList", carillon.get(RUNS + "?limit=1").json()));
        mistakes.addAll(schemas.mistakes(
                "Fires", carillon.get(JOBS + "/described/fires").json()));
        mistakes.addAll(schemas.mistakes(
                "Preview", carillon.post("/api/v1/schedules:preview", """
                                {"cron": "30 2 * * *", "zone": "Europe/Berlin", "from": "2027-03-27T12:00:00Z"}""").json()));
        mistakes.addAll(
                schemas.mistakes("WorkerList", carillon.get("/api/v1/workers").json()));
        mistakes.addAll(
                schemas.mistakes("NodeList", carillon.get("/api/v1/nodes").json()));
        mistakes.addAll(schemas.mistakes(
                "PartitionList", carillon.get("/api/v1/partitions").json()));
        mistakes.addAll(schemas.mistakes("AppList", carillon.get("/api/v1/apps").json()));
        mistakes.addAll(schemas.mistakes("Problem", carillon.post(JOBS, "{}").json()));
        mistakes.addAll(schemas.mistakes("Problem", carillon.get("/nowhere").json()));
        mistakes.addAll(
                schemas.mistakes("Problem", carillon.send("GET", JOBS, null).json()));

        mistakes.addAll(schemas.mistakes("Calendar", calendar.json()));
        mistakes.addAll(schemas.mistakes("CalendarList", carillon.get(CALENDARS).json()));
        mistakes.addAll(schemas.mistakes(
                "CalendarDays", carillon.get(CALENDARS + "/described/days").json()));
        mistakes.addAll(schemas.mistakes("Limit", limit.json()));
        mistakes.addAll(schemas.mistakes("LimitList", carillon.get(LIMITS).json()));

        assertThat(mistakes).isEmpty();
        assertThat(failed.body()).contains("\"attempts\":[{");
        assertThat(split.body()).contains("\"shards\":[{");
        assertThat(schemas.mistakes("Run", job.json())).isNotEmpty();
    }
}
