package io.carillon.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputLinesTest {

    private final TestingRun run = TestingRun.run();
    private final OutputLines lines = new OutputLines(run);

    @Test
    void lines_are_told_when_they_end() {
        print("one\ntw");
        var first = List.copyOf(run.said());
        print("o\r\n\nhéllo 😀\n");

        assertThat(first).containsExactly("output: one");
        assertThat(run.said()).containsExactly("output: one", "output: two", "output: ", "output: héllo 😀");
    }

    @Test
    void what_does_not_end_is_told_at_the_end() {
        print("done? ");
        lines.end();
        lines.end();

        assertThat(run.said()).containsExactly("output: done? ");
    }

    @Test
    void of_a_line_without_end_the_beginning_is_told_and_the_next_one_whole() {
        for (int i = 0; i < 1_000; i++) {
            print("x".repeat(1_000));
        }
        print("\nnext\n");

        assertThat(run.said()).hasSize(2).last().isEqualTo("output: next");
        assertThat(run.said().getFirst())
                .hasSize("output: ".length() + (8 << 10) + 1)
                .endsWith("x…");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 100, 8_192})
    void while_the_log_has_no_room_lines_are_counted_and_the_latest_are_told_when_it_has(int chunk) {
        var text = new StringBuilder();
        for (int number = 1; number <= 50_000; number++) {
            text.append("line ").append(number).append('\n');
        }
        print("first\n");
        run.room().set(false);
        print("sec");
        print("ond\nthird, which is not ");
        for (int at = 0; at < text.length(); at += chunk) {
            print(text.substring(at, Math.min(text.length(), at + chunk)));
        }
        run.room().set(true);
        print("more\n");
        lines.end();

        assertThat(run.said()).startsWith("output: first").endsWith("output: line 50000", "output: more");
        assertThat(run.said().subList(1, run.said().size())).allMatch(line -> line.matches("output: (line \\d+|more)"));
        assertThat(run.said().size() + run.leftOut().get()).isEqualTo(3 + 50_000);
    }

    @Test
    void what_was_held_and_not_lost_is_told_as_if_it_had_not_been_held() {
        run.room().set(false);
        print("one\ntw");
        print("o\nthree\nfo");
        run.room().set(true);
        print("ur\n");

        assertThat(run.said()).containsExactly("output: one", "output: two", "output: three", "output: four");
        assertThat(run.leftOut()).hasValue(0);
    }

    @Test
    void a_line_that_goes_on_for_ever_stays_one_line_while_there_is_no_room() {
        run.room().set(false);
        print("begins ");
        for (int i = 0; i < 1_000; i++) {
            print("x".repeat(1_000));
        }
        run.room().set(true);
        print("xx\nnext\n");

        assertThat(run.said()).containsExactly("output: begins …", "output: next");
        assertThat(run.leftOut()).hasValue(0);
    }

    private void print(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        lines.take(bytes, bytes.length);
    }
}
