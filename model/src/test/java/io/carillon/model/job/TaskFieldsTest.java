package io.carillon.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the page about tasks calls a setting can be said in a job. */
class TaskFieldsTest {

    private static final Path PAGE = Path.of("..", "docs", "tasks.md");
    private static final String TABLE = "| setting |";
    private static final Pattern NAME = Pattern.compile("`([A-Za-z]+)`");

    /** The first column of each table of settings, by the section that it stands in. */
    private static Map<String, List<String>> documented() throws IOException {
        var settings = new LinkedHashMap<String, List<String>>();
        String section = "";
        boolean inTable = false;
        for (String line : Files.readAllLines(PAGE)) {
            section = line.startsWith("## ") ? line.substring(3) : section;
            inTable = line.startsWith(TABLE) || (inTable && line.startsWith("|"));
            if (inTable && line.startsWith("| `")) {
                Matcher names = NAME.matcher(line.substring(0, line.indexOf('|', 1)));
                while (names.find()) {
                    settings.computeIfAbsent(section, _ -> new ArrayList<>()).add(names.group(1));
                }
            }
        }
        return settings;
    }

    static Stream<Arguments> settings() throws IOException {
        return documented().entrySet().stream()
                .flatMap(of -> of.getValue().stream().map(name -> Arguments.of(of.getKey(), name)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void a_setting_that_is_documented_is_known(String type, String name) {
        var task = Json.object().put("type", type).put("app", "dev").put(name, "anything");
        var document = Json.object()
                .put("metadata", Json.object().put("name", "a").build())
                .put("spec", Json.object().put("task", task.build()).build());

        List<Problem> problems =
                JobDocument.read(document.build()) instanceof Reading.Invalid<JobDraft>(List<Problem> found)
                        ? found
                        : List.of();

        assertThat(problems).extracting(Problem::code).doesNotContain("unknown-field");
    }
}
