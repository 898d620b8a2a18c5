package io.carillon.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.client.document.DocumentFiles;
import io.carillon.model.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {

    @Test
    void columns_are_as_wide_as_what_is_in_them() {
        var table = new Table("NAME", "STATE").row("a", "active").row("nightly-report", null);

        var text = table.text(0);

        assertThat(text).isEqualTo("""
                NAME            STATE
                a               active
                nightly-report  -
                """);
    }

    @Test
    void a_narrow_terminal_cuts_the_widest_column_first() {
        var table = new Table("RUN", "ERROR").row("0123456789abc", "x".repeat(80));

        var lines = table.text(40).lines().toList();

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
        assertThat(lines.getLast()).startsWith("0123456789abc  xxx").endsWith("…");
    }

    @Test
    void columns_stay_readable_however_narrow_the_terminal() {
        var table = new Table("ONE", "TWO").row("1".repeat(20), "2".repeat(20));

        var text = table.text(1);

        assertThat(text).contains("11111…  22222…");
    }

    @Test
    void a_row_of_another_length_is_a_bug() {
        var table = new Table("ONE", "TWO");

        assertThatThrownBy(() -> table.row("1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void facts_that_are_not_known_are_not_shown() {
        var facts = new Facts()
                .fact("Run", 7)
                .fact("Worker", null)
                .fact("Reason", "")
                .fact("State", "RUNNING");

        assertThat(facts.text()).isEqualTo("Run:    7\nState:  RUNNING\n");
    }

    @Test
    void text_from_elsewhere_can_t_drive_the_terminal() {
        var hostile = "a\u001b[31mred\u009b2J\u202etxt.exe\u0007\nnext";

        assertThat(PlainText.line(hostile)).isEqualTo("a\\u001b[31mred\\u009b2J\\u202etxt.exe\\u0007\\u000anext");
        assertThat(PlainText.lines(hostile)).endsWith("\\u0007\nnext");
    }

    @Test
    void ordinary_text_of_any_script_is_shown_as_it_is() {
        var text = "关闭未付订单 – naïve 👩‍💻";

        assertThat(PlainText.line(text)).isEqualTo(text);
    }

    @Test
    void pretty_json_is_the_same_value() {
        var value = Json.parse("""
                {"a": [1, 1.50, {"b": []}], "c": {}, "d": "\\u001b\\u009b", "e": [null, true]}""");

        var text = PrettyJson.write(value);

        assertThat(Json.parse(text)).isEqualTo(value);
        assertThat(text).startsWith("{\n  \"a\": [\n    1,\n    1.50,\n").endsWith("}\n");
        assertThat(text).doesNotContain("\u009b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "true"          | `"true"`
            "123"           | `"123"`
            "null"          | `"null"`
            ""              | `""`
            "plain words"   | plain words
            "- no list"     | `"- no list"`
            "a: b"          | `"a: b"`
            1.50            | 1.50
            []              | []
            {}              | {}
            null            | null
            """)
    void yaml_scalars_can_t_be_mistaken(String json, String yaml) {
        var written = YamlWriter.write(Json.parse(json)).strip().replace('\'', '"');

        assertThat(written).isEqualTo(yaml);
    }

    @Test
    void a_script_is_shown_line_by_line() {
        var script = Json.object().put("script", "set -e\necho hi\n").build();

        assertThat(YamlWriter.write(script)).isEqualTo("script: |\n  set -e\n  echo hi\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"script\": \"#!/bin/sh\\nset -e\\n\\techo 'hi'\\n\\n\", \"n\": [1, 1.50, 6e3, -0.0]}",
                "{\"texts\": [\"\", \" \", \"true\", \"~\", \"null\", \"0x1F\", \"1_000\", \"- a\", \"a: b\", \"#c\", \"@x\", \"'\", \"\\\"\"]}",
                "{\"odd\": [\"\\u0000\\u001b\\u0085\\u2028\\ufeff\", \"trailing \\n\", \"\\n lead\", \"a\\r\\nb\", \"关闭\", \"👩‍💻\"]}",
                "{\"\": {\"a b\": {}, \"1\": [], \"true\": null, \"deep\": [[[1]]]}}",
                "[]",
                "{}"
            })
    void what_is_written_as_yaml_reads_back_as_the_same_value(String json) {
        var value = Json.parse(json);

        var read = DocumentFiles.parse("value.yaml", YamlWriter.write(value)).getFirst();

        assertThat(read.value()).isEqualTo(value);
    }
}
