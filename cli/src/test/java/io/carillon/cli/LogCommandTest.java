package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run has said, on the command line. */
class LogCommandTest {

    private static final String RUN = "0000000000101";
    private static final String LOGS = "/api/v1/namespaces/default/runs/" + RUN + "/logs";
    private static final String FIRST = """
            {"attempt": 1, "epoch": 3, "line": 1, "at": "2027-01-02T03:04:05.123456Z", "level": "INFO", "text": "one"}""";
    private static final String SECOND = """
            {"attempt": 1, "epoch": 3, "line": 1300, "at": "2027-01-02T03:04:06Z", "level": "ERROR",
             "source": "com.shop.Orders", "text": "it broke\\n\\tat \\u001b[31mhome"}""";
    private static final String GAP = "{\"attempt\": 1, \"epoch\": 3, \"line\": 2, \"leftOut\": 1298}";
    private static final String AGAIN = """
            {"attempt": 2, "epoch": 3, "line": 1, "at": "2027-01-02T03:04:07Z", "level": "INFO", "text": "once more"}""";

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
    void all_pages_are_printed_attempt_by_attempt_with_what_is_missing_and_nothing_that_harms_a_terminal() {
        api.answer("GET " + LOGS + "?limit=1000", 200, Json.parse("{\"items\": [" + FIRST + "], \"next\": \"c1\"}"));
        api.answer(
                "GET " + LOGS + "?limit=1000&cursor=c1",
                200,
                Json.parse("{\"items\": [" + GAP + "," + SECOND + "," + AGAIN + "]}"));

        var result = cli.run("run", "logs", RUN);

        assertThat(result).isEqualTo(new Cli.Result(0, """
                --- attempt 1
                2027-01-02T03:04:05.123456Z INFO  one
                … 1,298 lines left out …
                2027-01-02T03:04:06Z ERROR com.shop.Orders  it broke
                \tat \\u001b[31mhome
                --- attempt 2
                2027-01-02T03:04:07Z INFO  once more
                """, ""));
    }

    @Test
    void a_search_of_one_attempt_is_asked_of_the_server() {
        api.answer("GET " + LOGS + "?attempt=2&contains=once%20more&limit=1000", 200, Json.parse("{\"items\": []}"));

        var result = cli.run("run", "logs", RUN, "--attempt", "2", "--grep", "once more");

        assertThat(result).isEqualTo(new Cli.Result(0, "", "No line has this text.\n"));
    }

    @Test
    void programs_get_one_document() {
        api.answer("GET " + LOGS + "?limit=1000", 200, Json.parse("{\"items\": [" + GAP + "]}"));

        var result = cli.run("run", "logs", RUN, "-o", "json");

        assertThat(Json.parse(result.out())).isEqualTo(Json.parse("{\"items\": [" + GAP + "]}"));
    }

    @Test
    void whoever_follows_sees_lines_until_the_run_has_ended() {
        api.answer("GET " + LOGS + "?follow=true", 200, "text/event-stream", event("c1", FIRST) + ":\n\n");
        api.answer(
                "GET " + LOGS + "?follow=true&cursor=c1",
                200,
                "text/event-stream",
                event("c2", AGAIN) + "event: end\ndata: {\"state\":\"FAILED\"}\n\n");

        var result = cli.run("run", "logs", RUN, "--follow");

        assertThat(result).isEqualTo(new Cli.Result(0, """
                --- attempt 1
                2027-01-02T03:04:05.123456Z INFO  one
                --- attempt 2
                2027-01-02T03:04:07Z INFO  once more
                """, "The run has ended: FAILED.\n"));
    }

    @Test
    void a_server_that_has_no_place_for_a_follower_says_so() {
        api.refuse("GET " + LOGS + "?follow=true", 429, "too-many-followers");

        var result = cli.run("run", "logs", RUN, "-f");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("too-many-followers");
    }

    @Test
    void a_stream_that_ends_again_and_again_with_nothing_in_it_is_given_up() {
        api.answer("GET " + LOGS + "?follow=true", 200, "text/event-stream", ":\n\n");

        var result = cli.run("run", "logs", RUN, "-f");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("ends the log of run " + RUN + " again and again");
        assertThat(api.questions()).hasSize(3);
    }

    private static String event(String id, String line) {
        return "id: " + id + "\nevent: line\ndata: " + Json.parse(line).text() + "\n\n";
    }
}
