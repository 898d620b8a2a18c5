package io.carillon.client.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.model.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class YamlReaderTest {

    private static final String FILE = "job.yaml";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            text                    | "text"
            yes                     | "yes"
            on                      | "on"
            2027-01-01T00:00:00Z    | "2027-01-01T00:00:00Z"
            12:30:45                | "12:30:45"
            "7"                     | "7"
            true                    | true
            False                   | false
            ~                       | null
            7                       | 7
            -7                      | -7
            +7                      | 7
            007                     | 7
            0x1F                    | 31
            0o17                    | 15
            1.50                    | 1.50
            1.                      | 1
            .5                      | 0.5
            6e3                     | 6e3
            123456789012345678901234567890 | 123456789012345678901234567890
            [1, {a: b}]             | [1, {"a": "b"}]
            {<<: {a: 1, b: 2}, b: 3} | {"a": 1, "b": 3}
            `!!str 5`               | "5"
            """)
    void yaml_is_read_as_the_json_it_stands_for(String yaml, String json) {
        var documents = YamlReader.read(FILE, "value: " + yaml);

        assertThat(documents.getFirst().value())
                .isEqualTo(Json.object().put("value", Json.parse(json)).build());
    }

    @Test
    void a_file_may_hold_several_documents_and_empty_ones_do_not_count() {
        var documents = YamlReader.read(FILE, "---\na: 1\n---\n---\n# nothing\n---\nb: 2\n");

        assertThat(documents).extracting(document -> document.value().text()).containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void every_value_knows_its_line() {
        var document = YamlReader.read(FILE, "a: 1\nb:\n  - x\n  - c/d: 5\n").getFirst();

        assertThat(document.place("/a")).isEqualTo("job.yaml:1");
        assertThat(document.place("/b/1")).isEqualTo("job.yaml:4");
        assertThat(document.place("/b/1/c~1d")).isEqualTo("job.yaml:4");
        assertThat(document.place("/b/1/absent/deeper")).isEqualTo("job.yaml:4");
        assertThat(document.place("")).isEqualTo("job.yaml:1");
    }

    @Test
    void an_alias_is_the_value_again() {
        var document = YamlReader.read(FILE, "a: &x {k: v}\nb: *x\n").getFirst();

        assertThat(document.value()).isEqualTo(Json.parse("{\"a\": {\"k\": \"v\"}, \"b\": {\"k\": \"v\"}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: !!javax.script.ScriptEngineManager [x]",
                "a: !custom {b: c}",
                "a: !!set {b, c}",
                "a: !!binary aGVsbG8=",
                "a: !env HOME",
                "!!python/object/apply:os.system ['id']"
            })
    void tags_are_refused(String yaml) {
        assertThatThrownBy(() -> YamlReader.read(FILE, yaml))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith("job.yaml:1:")
                .hasMessageContaining("tag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\na: 2",
                "a: [1",
                "a: \"unterminated",
                "? {x: y}\n: z",
                "? [1, 2]\n: z",
                "1: one",
                "a: .nan",
                "a: -.inf",
                "\ta: 1",
                "a: *unknown",
                "a: b: c",
                "a: \u0000",
                "%YAML 1.2\na: 1",
                "a: &x [*x]"
            })
    void what_json_can_t_say_is_refused_with_its_place(String yaml) {
        assertThatThrownBy(() -> YamlReader.read(FILE, yaml))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith("job.yaml");
    }

    @Test
    void aliases_can_t_grow_a_small_file_into_a_large_tree() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(9))
                    .append("*a%d]\n".formatted(i - 1));
        }

        assertThatThrownBy(() -> YamlReader.read(FILE, bomb.toString()))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("more than 100000 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void deep_nesting_is_refused_before_it_costs_a_stack(String opening) {
        var deep = opening.repeat(50_000);

        assertThatThrownBy(() -> YamlReader.read(FILE, deep))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("nested deeper than 64 levels");
    }

    @Test
    void a_number_too_long_to_be_one_is_refused() {
        assertThatThrownBy(() -> YamlReader.read(FILE, "a: " + "9".repeat(1000)))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("64 characters");
    }
}
