package io.carillon.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapturedOutputTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_191, 8_192, 32_767, 32_768, 32_769, 40_000, 65_535, 65_536})
    void what_fits_is_kept_as_it_was(int length) {
        var text = numbered(length);

        assertThat(captured(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {65_537, 98_303, 98_304, 98_305, 100_000, 1_000_000})
    void of_more_the_beginning_and_the_end_are_kept(int length) {
        var text = numbered(length);

        var captured = captured(text);

        assertThat(captured)
                .isEqualTo(text.substring(0, 32_768) + "\n… " + (length - 65_536) + " bytes left out …\n"
                        + text.substring(length - 32_768));
    }

    @Test
    void it_can_be_read_twice() {
        var output = new CapturedOutput(
                new ByteArrayInputStream(numbered(50_000).getBytes(UTF_8)), new OutputLines(TestingRun.run()));
        output.run();

        assertThat(output.text()).isEqualTo(output.text()).hasSize(50_000);
    }

    @Test
    void control_characters_take_no_more_room_in_json_than_a_result_has() {
        var captured = captured("\u0001".repeat(65_536));

        assertThat(captured).startsWith("\u0001").endsWith("the rest left out …\n");
        assertThat(captured.length() * 6).isLessThan(256 << 10);
    }

    private static String captured(String text) {
        var output =
                new CapturedOutput(new ByteArrayInputStream(text.getBytes(UTF_8)), new OutputLines(TestingRun.run()));
        output.run();
        return output.text();
    }

    /** A text in which no two places look the same. */
    private static String numbered(int length) {
        var text = new StringBuilder(length + 8);
        for (int i = 0; text.length() < length; i++) {
            text.append(i).append(' ');
        }
        text.setLength(length);
        return text.toString();
    }
}
