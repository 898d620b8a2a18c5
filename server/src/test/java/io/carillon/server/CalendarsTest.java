package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.server.TestingServer.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendars and limits over HTTP: as they are saved they are shown, and what refers to them holds them. */
class CalendarsTest {

    private static final String CALENDARS = "/api/v1/namespaces/default/calendars";
    private static final String LIMITS = "/api/v1/namespaces/default/limits";
    private static final String RUNS = "/api/v1/namespaces/default/runs";
    private static final String JOBS = "/api/v1/namespaces/default/jobs";

    private static final String HOLIDAYS = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            SUMMARY:New Year
            DTSTART;VALUE=DATE:20270101
            DTEND;VALUE=DATE:20270104
            END:VEVENT
            BEGIN:VEVENT
            SUMMARY:New Year, worked
            DTSTART;VALUE=DATE:20270109
            DTEND;VALUE=DATE:20270110
            X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY
            END:VEVENT
            END:VCALENDAR
            """;

    @TempDir
    static Path data;

    private static TestingServer carillon;

    @BeforeAll
    static void start() {
        carillon = TestingServer.start(data);
        carillon.put("/api/v1/apps/test", "{}");
    }

    @AfterAll
    static void stop() {
        carillon.close();
    }

    @Test
    void a_calendar_is_shown_as_it_was_saved_with_its_version_as_its_tag() {
        Answer created = put("shown", "[{\"include\": {\"weekdays\": [\"friday\", \"monday\"]}}]");
        Answer same = put("shown", "[{\"include\": {\"weekdays\": [\"monday\", \"friday\"]}}]");
        Answer changed = put("shown", "[{\"exclude\": {\"dates\": [\"2027-05-02\", \"2027-05-01\"]}}]");
        Answer read = carillon.get(CALENDARS + "/shown");

        assertThat(created.status()).isEqualTo(201);
        assertThat(same.status()).isEqualTo(200);
        assertThat(tag(same)).isEqualTo("\"1\"");
        assertThat(tag(changed)).isEqualTo("\"2\"");
        assertThat(read.json()).isEqualTo(changed.json());
        assertThat(read.json().get("spec").map(Json::text))
                .contains("{\"rules\":[{\"exclude\":{\"dates\":[\"2027-05-01\",\"2027-05-02\"]}}]}");
    }

    @Test
    void a_change_of_what_was_not_seen_is_refused() {
        put("guarded", "[{\"exclude\": {\"dates\": [\"2027-05-01\"]}}]");
        String body = document("guarded", "[{\"exclude\": {\"dates\": [\"2027-05-02\"]}}]");

        Answer stale = carillon.put(CALENDARS + "/guarded", body, "If-Match", "\"7\"");
        Answer foreign = carillon.put(CALENDARS + "/guarded", body, "If-Match", "\"x\"");
        Answer twice = carillon.put(CALENDARS + "/guarded", body, "If-None-Match", "*");
        Answer deletion = carillon.delete(CALENDARS + "/guarded", "If-Match", "\"7\"");
        Answer right = carillon.put(CALENDARS + "/guarded", body, "If-Match", "\"1\"");

        assertThat(List.of(stale, foreign, twice, deletion)).allMatch(answer -> answer.status() == 412);
        assertThat(right.status()).isEqualTo(200);
    }

    @Test
    void a_calendar_that_a_job_names_can_be_changed_and_not_deleted() {
        put("used", "[{\"include\": {\"weekdays\": [\"monday\"]}}]");
        carillon.create(
                "user",
                "{\"triggers\": [{\"cron\": \"0 9 * * *\", \"calendar\": \"used\"}],"
                        + " \"task\": {\"type\": \"noop\", \"app\": \"test\"}}");
        String monday = carillon.get(JOBS + "/user/fires?count=1").body();

        Answer refused = carillon.delete(CALENDARS + "/used");
        put("used", "[{\"include\": {\"weekdays\": [\"tuesday\"]}}]");
        String tuesday = carillon.get(JOBS + "/user/fires?count=1").body();
        carillon.delete(JOBS + "/user");
        Answer deleted = carillon.delete(CALENDARS + "/used");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("in-use");
        assertThat(refused.text("detail")).isEqualTo("calendar default/used is used by job default/user");
        assertThat(monday).contains("T09:00:00Z").isNotEqualTo(tuesday);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(carillon.get(CALENDARS + "/used").text("code")).isEqualTo("calendar-not-found");
    }

    @Test
    void jobs_that_name_a_calendar_lose_no_fire_to_a_restart_wherever_they_live(@TempDir Path own)
            throws InterruptedException {
        try (var before = TestingServer.start(own)) {
            before.put("/api/v1/apps/test", "{}");
            before.put(CALENDARS + "/always", document("always", "[{\"exclude\": {\"dates\": [\"1999-01-01\"]}}]"));
            for (int i = 0; i < 8; i++) {
                before.create(
                        "job-" + i,
                        "{\"triggers\": [{\"every\": \"1s\", \"calendar\": \"always\"}],"
                                + " \"task\": {\"type\": \"noop\", \"app\": \"test\"}}");
            }
        }
        Instant restarted = Instant.now().plusSeconds(6);

        try (var after = TestingServer.start(own)) {
            for (int i = 0; i < 8; i++) {
                String runs = RUNS + "?limit=200&job=job-" + i;
                after.until(runs + "&from=" + restarted, page -> page.body().contains("\"id\""));
                assertThat(gaps(after.get(runs))).hasSizeGreaterThan(5).containsOnly(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void a_job_that_names_an_unknown_calendar_or_limit_is_told_which() {
        put("holidays", "[{\"exclude\": {\"dates\": [\"2027-05-01\"]}}]");

        Answer answer = carillon.post(
                JOBS,
                TestingServer.job(
                        "wrong",
                        "{\"triggers\": [{\"every\": \"1h\", \"calendar\": \"holdays\"}], \"limits\": [\"none\"],"
                                + " \"task\": {\"type\": \"noop\", \"app\": \"test\"}}"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body())
                .contains("\"pointer\":\"/spec/triggers/0/calendar\",\"code\":\"unknown-calendar\"")
                .contains("did you mean 'holidays'?")
                .contains("\"pointer\":\"/spec/limits/0\",\"code\":\"unknown-limit\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                                      | /spec/rules                      | at least one rule
            {}                                                      | /spec/rules                      | expected an array
            [{}]                                                    | /spec/rules/0                    | exactly one of include, exclude
            [{"include": {}}]                                       | /spec/rules/0/include            | exactly one of dates, weekdays
            [{"include": {"date": ["2027-01-01"]}}]                 | /spec/rules/0/include/date       | did you mean 'dates'?
            [{"include": {"dates": ["2027-02-30"]}}]                | /spec/rules/0/include/dates/0    | a date such as 2027-01-01, not '2027-02-30'
            [{"include": {"dates": []}}]                            | /spec/rules/0/include/dates      | at least one
            [{"include": {"weekdays": ["funday"]}}]                 | /spec/rules/0/include/weekdays/0 | a weekday such as monday
            [{"exclude": {"hours": {"from": "12:00"}}}]             | /spec/rules/0/exclude/hours/to   | is required
            [{"exclude": {"hours": {"from": "9", "to": "10:00"}}}]  | /spec/rules/0/exclude/hours/from | a time of day such as 09:00
            [{"exclude": {"hours": {"from": "9:00", "to": "09:00"}}}] | /spec/rules/0/exclude/hours/from | a time of day
            [{"exclude": {"hours": {"from": "09:00", "to": "09:00"}}}] | /spec/rules/0/exclude/hours   | differ
            [{"exclude": {"period": {"from": "2027-02-02", "to": "2027-02-01"}}}] | /spec/rules/0/exclude/period | is after its 'from'
            [{"exclude": {"period": {"from": "2027-02-02T00:00Z", "to": "2027-03-01"}}}] | /spec/rules/0/exclude/period/from | without a zone
            [{"exclude": {"calendar": "nobody's"}}]                 | /spec/rules/0/exclude/calendar   | a name has 1 to 128
            [{"exclude": {"calendar": "nobody"}}]                   | /spec/rules/0/exclude/calendar   | there is no calendar 'nobody'
            [{"exclude": {"calendar": "wrong"}}]                    | /spec/rules/0/exclude/calendar   | in a circle: wrong → wrong
            """)
    void a_mistake_in_a_calendar_is_named_by_its_pointer(String rules, String pointer, String message) {
        Answer answer = put("wrong", rules);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("\"pointer\":\"" + pointer + "\"").contains(message);
        assertThat(carillon.get(CALENDARS + "/wrong").status()).isEqualTo(404);
    }

    @Test
    void a_file_is_imported_over_the_weekdays_with_its_make_up_days() {
        Answer imported = importFile("cn?weekdays=monday,tuesday,wednesday,thursday,friday", HOLIDAYS);
        Answer days = carillon.get(CALENDARS + "/cn/days?from=2027-01-01&to=2027-01-10");

        assertThat(imported.status()).isEqualTo(201);
        assertThat(days.json().get("items").map(CalendarsTest::whatCounts))
                .contains("none none none all all all all all all none");
    }

    @Test
    void a_file_can_make_a_calendar_of_the_days_that_it_names() {
        importFile("named?effect=include", HOLIDAYS);
        put(
                "composed",
                "[{\"exclude\": {\"calendar\": \"named\"}}, {\"exclude\": {\"hours\": {\"from\": \"12:00\", \"to\": \"13:00\"}}}]");

        Answer days = carillon.get(CALENDARS + "/composed/days?from=2027-01-03&to=2027-01-04");

        assertThat(days.body())
                .isEqualTo("{\"items\":[{\"date\":\"2027-01-03\",\"weekday\":\"sunday\",\"counts\":\"none\"},"
                        + "{\"date\":\"2027-01-04\",\"weekday\":\"monday\",\"counts\":\"some\",\"hours\":"
                        + "[{\"from\":\"00:00\",\"to\":\"12:00\"},{\"from\":\"13:00\",\"to\":\"24:00\"}]}]}");
    }

    @Test
    void a_file_that_can_t_be_followed_is_refused_with_its_line() {
        Answer rule = importFile("bad", HOLIDAYS.replace("SUMMARY:New Year\n", "RRULE:FREQ=YEARLY;BYDAY=MO\n"));
        Answer date = importFile("bad", HOLIDAYS.replace("20270104", "20270199"));
        Answer other = importFile("bad", "{}");
        Answer empty = importFile("bad", "BEGIN:VCALENDAR\nEND:VCALENDAR\n");
        Answer json = carillon.post(CALENDARS + "/bad:import", "{}");
        Answer nothing = importFile("bad", "");

        assertThat(List.of(rule, date, other, empty)).allMatch(answer -> answer.status() == 422);
        assertThat(rule.body()).contains("line 3: 'BYDAY=MO' can't be followed");
        assertThat(date.body()).contains("line 5: '20270199' is not a date");
        assertThat(other.body()).contains("line 1: ");
        assertThat(empty.body()).contains("the file has no event");
        assertThat(json.status()).isEqualTo(415);
        assertThat(nothing.text("code")).isEqualTo("body-missing");
        assertThat(carillon.get(CALENDARS + "/bad").status()).isEqualTo(404);
    }

    @Test
    void a_file_that_is_too_large_or_no_text_is_refused() {
        Answer large = importFile("large", HOLIDAYS + "X".repeat(1_100_000));
        byte[] notUtf8 = HOLIDAYS.replace("Year", "J\u00e4hr").getBytes(StandardCharsets.ISO_8859_1);
        Answer latin = carillon.postBytes(CALENDARS + "/latin:import", "text/calendar", notUtf8);

        assertThat(large.status()).isEqualTo(413);
        assertThat(latin.text("code")).isEqualTo("not-text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"effect=both", "weekdays=mon", "zone=Mars", "until=soon", "efect=include", "weekdays=monday,"})
    void an_import_with_a_parameter_that_can_t_be_read_is_refused(String parameter) {
        Answer answer = importFile("parameters?" + parameter, HOLIDAYS);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("invalid-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=x", "from=2027-01-02&to=2027-01-01", "from=2027-01-01&to=2028-12-31"})
    void days_that_can_t_be_shown_are_refused(String parameters) {
        put("looked-at", "[{\"exclude\": {\"dates\": [\"2027-05-02\"]}}]");

        Answer answer = carillon.get(CALENDARS + "/looked-at/days?" + parameters);

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void a_limit_is_saved_shown_listed_and_deleted() {
        String body = "{\"metadata\": {\"name\": \"warehouse\", \"labels\": {\"team\": \"data\"}}, \"spec\":"
                + " {\"concurrent\": 5, \"rate\": {\"max\": 100, \"per\": \"1m\"}, \"breaker\": {\"failureRate\": 0.25}}}";

        Answer created = carillon.put(LIMITS + "/warehouse", body, "If-None-Match", "*");
        Answer listed = carillon.get(LIMITS);
        Answer deleted = carillon.delete(LIMITS + "/warehouse", "If-Match", "\"1\"");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("spec").map(Json::text))
                .contains("{\"concurrent\":5,\"rate\":{\"max\":100,\"per\":\"1m\"},"
                        + "\"breaker\":{\"failureRate\":0.25,\"of\":20,\"pause\":\"30s\"}}");
        assertThat(listed.body()).contains("\"name\":\"warehouse\"");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(carillon.get(LIMITS + "/warehouse").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                     | /spec            | at least one of concurrent, rate, breaker
            {"concurrent": 0}      | /spec/concurrent | from 1 to 100000
            {"concurent": 1}       | /spec/concurent  | did you mean 'concurrent'?
            {"rate": {"max": 0}}   | /spec/rate/max   | from 1 to 1000000
            """)
    void a_mistake_in_a_limit_is_named_by_its_pointer(String spec, String pointer, String message) {
        Answer answer =
                carillon.put(LIMITS + "/wrong", "{\"metadata\": {\"name\": \"wrong\"}, \"spec\": " + spec + "}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("\"pointer\":\"" + pointer + "\"").contains(message);
    }

    @Test
    void lists_are_paged_by_name_within_a_namespace() {
        for (String name : List.of("c", "a", "b")) {
            carillon.put(
                    "/api/v1/namespaces/paged/calendars/" + name,
                    document(name, "[{\"exclude\": {\"dates\": [\"2027-05-02\"]}}]"));
        }

        Answer first = carillon.get("/api/v1/namespaces/paged/calendars?limit=2");
        Answer second = carillon.get("/api/v1/namespaces/paged/calendars?limit=2&cursor=" + first.text("next"));

        assertThat(names(first)).containsExactly("a", "b");
        assertThat(names(second)).containsExactly("c");
        assertThat(second.json().get("next")).isEmpty();
    }

    @Test
    void a_document_for_another_name_or_namespace_is_refused() {
        Answer name =
                carillon.put(CALENDARS + "/one", document("other", "[{\"exclude\": {\"dates\": [\"2027-05-02\"]}}]"));
        Answer kind = carillon.put(
                CALENDARS + "/one", document("one", "[]").replace("{\"metadata\"", "{\"kind\": \"Job\", \"metadata\""));

        assertThat(name.text("code")).isEqualTo("name-mismatch");
        assertThat(kind.body()).contains("expected 'Calendar', not 'Job'");
    }

    private static Answer put(String name, String rules) {
        return carillon.put(CALENDARS + "/" + name, document(name, rules));
    }

    private static Answer importFile(String nameAndParameters, String file) {
        String[] parts = nameAndParameters.split("\\?", 2);
        String path = CALENDARS + "/" + parts[0] + ":import" + (parts.length > 1 ? "?" + parts[1] : "");
        return carillon.send(
                "POST", path, file, "Authorization", "Bearer " + TestingServer.TOKEN, "Content-Type", "text/calendar");
    }

    private static String document(String name, String rules) {
        return "{\"metadata\": {\"name\": \"" + name + "\"}, \"spec\": {\"rules\": " + rules + "}}";
    }

    private static String tag(Answer answer) {
        return answer.response().headers().firstValue("ETag").orElse("none");
    }

    /** The spans between the instants of runs, which are listed latest first. */
    private static List<Duration> gaps(Answer runs) {
        List<Instant> instants = ((Json.Arr) runs.json().get("items").orElseThrow())
                .items().stream()
                        .map(run -> Instant.parse(member(run, "scheduledAt")))
                        .toList();
        return IntStream.range(1, instants.size())
                .mapToObj(i -> Duration.between(instants.get(i), instants.get(i - 1)))
                .toList();
    }

    private static String whatCounts(Json items) {
        return String.join(
                " ",
                ((Json.Arr) items)
                        .items().stream().map(day -> member(day, "counts")).toList());
    }

    private static List<String> names(Answer list) {
        return ((Json.Arr) list.json().get("items").orElseThrow())
                .items().stream()
                        .map(item -> member(((Json.Obj) item).get("metadata").orElseThrow(), "name"))
                        .toList();
    }

    private static String member(Json object, String name) {
        return ((Json.Str) ((Json.Obj) object).get(name).orElseThrow()).value();
    }
}
