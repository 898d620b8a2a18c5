package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page for users shows code that is compiled and run. */
class TheManualTest {

    private static final Path PAGE = Path.of("../docs/testing.md");
    private static final Path SOURCE = Path.of("src/test/java/io/carillon/test/shop/ClosingUnpaidOrdersTest.java");
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void what_the_page_shows_stands_in_a_test_that_runs() throws IOException {
        String source = stripped(Files.readString(SOURCE));

        List<String> shown = CODE.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult code) -> stripped(code.group(1)))
                .toList();

        assertThat(shown)
                .hasSizeGreaterThan(4)
                .allSatisfy(code -> assertThat(source).contains(code));
    }

    /** However deep it stands. */
    private static String stripped(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
