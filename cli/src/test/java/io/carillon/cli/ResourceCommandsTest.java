package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calendars and limits on the command line. */
class ResourceCommandsTest {

    private static final String CALENDARS = "/api/v1/namespaces/default/calendars";
    private static final String LIMITS = "/api/v1/namespaces/default/limits";
    private static final String JOBS = "/api/v1/namespaces/default/jobs";

    private final TestingApi api = TestingApi.start();

    @TempDir
    private Path directory;

    private Cli cli;

    @BeforeEach
    void pointAtApi() {
        cli = new Cli(directory).asking(api);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void calendars_are_listed_with_what_they_are_made_of() {
        api.answer("GET " + CALENDARS + "?limit=100", 200, Answers.list(calendar("work", "holidays", 3)));

        var result = cli.run("calendar", "list");

        assertThat(result).isEqualTo(new Cli.Result(0, """
                NAME  VERSION  CHANGED               SAYS
                work  3        2027-01-02T03:04:05Z  1 rule, uses holidays
                """, ""));
    }

    @Test
    void limits_are_listed_with_what_they_allow() {
        api.answer("GET " + LIMITS + "?limit=100", 200, Answers.list(limit("db", 1)));

        var result = cli.run("limit", "list");

        assertThat(result).isEqualTo(new Cli.Result(0, """
                NAME  VERSION  CHANGED               SAYS
                db    1        2027-01-02T03:04:05Z  5 at once, 100 per 1m, opens at 50 % of 20
                """, ""));
    }

    @Test
    void a_resource_is_shown_with_its_definition_and_what_is_shown_can_be_applied() {
        api.answer("GET " + LIMITS + "/db", 200, limit("db", 2));

        var shown = cli.run("limit", "show", "db");
        var yaml = cli.run("limit", "show", "db", "-o", "yaml");
        var applied = cli.input(yaml.out()).run("apply", "-f", "-");

        assertThat(shown.out()).isEqualTo("""
                Limit:      db
                Namespace:  default
                Version:    2
                Changed:    2027-01-02T03:04:05Z

                concurrent: 5
                rate:
                  max: 100
                  per: 1m
                breaker: {}
                """);
        assertThat(applied).isEqualTo(new Cli.Result(0, "limit default/db unchanged\n", ""));
    }

    @Test
    void resources_are_applied_before_jobs_and_calendars_behind_those_that_they_are_made_of() {
        cli.file(
                "all.yaml",
                Answers.definition("a", "30s") + "---\n" + definition("work", "holidays") + "---\n"
                        + definition("holidays", "national") + "---\n" + definition("national", "elsewhere"));
        for (String name : new String[] {"work", "holidays", "national"}) {
            api.refuse("GET " + CALENDARS + "/" + name, 404, "calendar-not-found")
                    .answer("PUT " + CALENDARS + "/" + name, 201, calendar(name, "x", 1));
        }
        api.refuse("GET " + JOBS + "/a", 404, "job-not-found").answer("POST " + JOBS, 201, Answers.job("a", "30s", 1));

        var result = cli.run("apply", "-f", "all.yaml");

        assertThat(result).isEqualTo(new Cli.Result(0, """
                calendar default/national created
                calendar default/holidays created
                calendar default/work created
                job default/a created
                """, ""));
    }

    @Test
    void a_circle_of_calendars_is_left_to_the_server_to_refuse() {
        cli.file("all.yaml", definition("one", "two") + "---\n" + definition("two", "one"));
        api.refuse("GET " + CALENDARS + "/two", 404, "calendar-not-found")
                .refuse(
                        "PUT " + CALENDARS + "/two",
                        422,
                        "invalid-calendar",
                        new Problem(
                                "/spec/rules/0/exclude/calendar", "unknown-calendar", "there is no calendar 'one'"));

        var result = cli.run("apply", "-f", "all.yaml");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("all.yaml:7: calendar default/two: ")
                .contains("all.yaml:11: /spec/rules/0/exclude/calendar: there is no calendar 'one'");
    }

    @Test
    void a_mistake_in_a_resource_or_an_unknown_kind_keeps_everything_from_being_sent() {
        cli.file("bad.yaml", definition("work", "holidays").replace("rules", "rulse") + "---\nkind: Calender\n");

        var result = cli.run("apply", "-f", "bad.yaml");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("bad.yaml:5: /spec/rulse: unknown field 'rulse'; did you mean 'rules'?")
                .contains("/kind: unknown kind 'Calender'; did you mean 'Calendar'?");
        assertThat(api.questions()).isEmpty();
    }

    @Test
    void the_documents_on_the_calendar_page_are_as_it_says() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "calendars.md"));
        String documents = Pattern.compile("(?s)```yaml\n(apiVersion.*?)```")
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("---\n"));
        cli.file("page.yaml", documents);

        var result = cli.run("apply", "-f", "page.yaml");

        assertThat(documents).contains("cn-workdays").contains("kind: Job");
        assertThat(result.err()).doesNotContain("nothing was sent");
        assertThat(api.questions()).containsExactly("GET " + CALENDARS + "/office-hours");
    }

    @Test
    void a_job_and_a_calendar_may_have_one_name_and_two_calendars_may_not() {
        cli.file(
                "a.yaml",
                definition("a", "b") + "---\n" + Answers.definition("a", "30s") + "---\n" + definition("a", "b"));

        var result = cli.run("apply", "-f", "a.yaml");

        assertThat(result.err().lines().filter(line -> line.contains("already")))
                .singleElement()
                .asString()
                .endsWith("calendar default/a is defined in a.yaml:1 already");
    }

    @Test
    void only_jobs_are_created() {
        cli.file("a.yaml", definition("a", "b"));

        var result = cli.run("job", "create", "-f", "a.yaml");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("/kind: expected 'Job', not 'Calendar'");
    }

    @Test
    void a_file_is_imported_as_it_is() {
        cli.file("cn.ics", "BEGIN:VCALENDAR\nSUMMARY:元旦\nEND:VCALENDAR\n");
        api.answer(
                "POST " + CALENDARS + "/cn:import?effect=exclude&weekdays=monday%2Ctuesday&zone=Asia%2FShanghai",
                201,
                calendar("cn", "x", 1));

        var result = cli.run(
                "calendar",
                "import",
                "cn",
                "cn.ics",
                "--effect",
                "exclude",
                "--weekdays",
                "monday,tuesday",
                "--zone",
                "Asia/Shanghai");

        assertThat(result)
                .isEqualTo(new Cli.Result(0, "calendar default/cn imported: 1 rule, uses x, version 1\n", ""));
        assertThat(api.requests().getLast().body()).isEqualTo("BEGIN:VCALENDAR\nSUMMARY:元旦\nEND:VCALENDAR\n");
    }

    @Test
    void a_file_that_is_not_there_is_told_by_its_name() {
        var result = cli.run("calendar", "import", "cn", "none.ics");

        assertThat(result).isEqualTo(new Cli.Result(1, "", "error: none.ics: there is no such file\n"));
    }

    @Test
    void the_days_of_a_calendar_are_shown() {
        var days = Json.parse("""
                {"items": [{"date": "2027-01-01", "weekday": "friday", "counts": "none"},
                           {"date": "2027-01-02", "weekday": "saturday", "counts": "some",
                            "hours": [{"from": "00:00", "to": "12:00"}, {"from": "13:00", "to": "24:00"}]}]}""");
        api.answer("GET " + CALENDARS + "/cn/days?from=2027-01-01&to=2027-01-02", 200, days);

        var result = cli.run("calendar", "days", "cn", "--from", "2027-01-01", "--to", "2027-01-02");

        assertThat(result).isEqualTo(new Cli.Result(0, """
                DATE        WEEKDAY   COUNTS  HOURS
                2027-01-01  friday    none    -
                2027-01-02  saturday  some    00:00-12:00, 13:00-24:00
                """, ""));
    }

    @Test
    void what_is_in_use_is_a_conflict_and_what_is_not_is_deleted() {
        api.refuse("DELETE " + LIMITS + "/used", 409, "in-use").answer("DELETE " + LIMITS + "/free", 204);

        var used = cli.run("limit", "delete", "used");
        var free = cli.run("limit", "delete", "free");

        assertThat(used.exitCode()).isEqualTo(5);
        assertThat(free).isEqualTo(new Cli.Result(0, "limit default/free deleted\n", ""));
    }

    private static String definition(String name, String uses) {
        return """
                apiVersion: carillon/v1
                kind: Calendar
                metadata: {name: %s}
                spec:
                  rules: [{exclude: {calendar: %s}}]
                """.formatted(name, uses);
    }

    private static Json calendar(String name, String uses, int version) {
        return resource("Calendar", name, "{\"rules\": [{\"exclude\": {\"calendar\": \"" + uses + "\"}}]}", version);
    }

    private static Json limit(String name, int version) {
        return resource(
                "Limit",
                name,
                "{\"concurrent\": 5, \"rate\": {\"max\": 100, \"per\": \"1m\"}, \"breaker\": {}}",
                version);
    }

    private static Json resource(String kind, String name, String spec, int version) {
        return Json.parse("""
                {"apiVersion": "carillon/v1", "kind": "%s", "metadata": {"name": "%s", "namespace": "default"},
                 "spec": %s, "status": {"version": %d, "changedAt": "2027-01-02T03:04:05Z"}}
                """.formatted(kind, name, spec, version));
    }
}
