package io.carillon.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reader and the writer, against themselves and against Jackson. */
class JsonTest {

    private static final JsonMapper JACKSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Here the two differ on purpose: huge exponents, and hexadecimal digits of which Jackson looks at the low byte only. */
    private static final Pattern DIFFERENT =
            Pattern.compile("[0-9][eE][+-]?[0-9]{5}|\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\x7f]");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void what_is_written_reads_back_here_and_there(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            Json value = value(random, 0);

            String text = value.text();

            assertThat(Json.parse(text)).isEqualTo(value);
            assertThat(isSame(value, JACKSON.readTree(text))).as(text).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void a_text_with_some_characters_changed_is_json_for_both_readers_or_for_none(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            String text = mutated(value(random, 1).text(), random);

            if (!DIFFERENT.matcher(text).find()) {
                assertThat(isJson(text)).as(text).isEqualTo(isJsonForJackson(text));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-12.5",
                "1e5",
                "1E+5",
                "1.25e-3",
                "123456789012345678901234567890",
                "0.1000000000000000000001"
            })
    void a_number_keeps_its_text(String number) {
        assertThat(Json.parse(number)).isEqualTo(new Json.Num(number));
        assertThat(Json.parse(number).text()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e99999999999",
                "1e-10000",
                "01",
                "+1",
                ".5",
                "1.",
                "1e",
                "--1",
                "0x1",
                "NaN",
                "Infinity",
                "1_000",
                "٣",
                "1e5.5",
                "-"
            })
    void what_is_no_number_is_refused(String number) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | unexpected end of text | 1 | 1",
                "{\"a\":1,\"a\":2} | duplicate member \"a\" | 1 | 8",
                "[1,] | expected a value | 1 | 4",
                "{\"a\" 1} | expected ':' | 1 | 6",
                "{a:1} | expected a member name in double quotes | 1 | 2",
                "\"abc | unterminated string | 1 | 5",
                "\"\\x\" | unknown escape | 1 | 3",
                "\"\\u12G4\" | expected four hexadecimal digits | 1 | 6",
                "[1 2] | expected ']' | 1 | 4",
                "1 2 | unexpected text after the value | 1 | 3",
                "tru | expected a value | 1 | 1"
            })
    void what_is_no_json_is_refused_with_its_place(String text, String message, int line, int column) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse(text))
                .withMessageStartingWith(message)
                .satisfies(refused -> {
                    assertThat(refused.line()).isEqualTo(line);
                    assertThat(refused.column()).isEqualTo(column);
                });
    }

    @Test
    void the_place_of_a_mistake_counts_lines() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("{\n  \"a\": 1,\n  \"b\": nul\n}"))
                .satisfies(refused -> assertThat(refused.line()).isEqualTo(3))
                .satisfies(refused -> assertThat(refused.column()).isEqualTo(8));
    }

    @Test
    void a_control_character_in_a_string_must_be_escaped() {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse("\"a\tb\""));
        assertThat(Json.parse("\"a\\tb\\u0000\"")).isEqualTo(Json.of("a\tb\0"));
        assertThat(Json.of("a\tb\0").text()).isEqualTo("\"a\\tb\\u0000\"");
    }

    @Test
    void nesting_is_bounded() {
        var deepest = "[".repeat(64) + "0" + "]".repeat(64);
        var tooDeep = "[".repeat(65) + "0" + "]".repeat(65);
        var hostile = "[{\"a\":".repeat(100_000);

        assertThat(Json.parse(deepest).text()).isEqualTo(deepest);
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(tooDeep));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(hostile));
    }

    @Test
    void a_pair_of_surrogates_is_one_character_and_a_lone_one_leaves_escaped() {
        assertThat(Json.parse("\"\\ud83d\\ude00\"").text()).isEqualTo("\"\ud83d\ude00\"");
        assertThat(Json.parse("\"\\ud83d\"").text()).isEqualTo("\"\\ud83d\"");
        assertThat(Json.parse("\"\\ude00\\ud83d\"").text()).isEqualTo("\"\\ude00\\ud83d\"");
        assertThat(Json.of("\ud83d\ud83d\ude00\ude00").text()).isEqualTo("\"\\ud83d\ud83d\ude00\\ude00\"");
    }

    @Test
    void members_keep_their_order_and_equality_does_not_depend_on_it() {
        var one = Json.parse("{\"b\":1,\"a\":2}");
        var other = Json.parse("{\"a\":2,\"b\":1}");

        assertThat(one).isEqualTo(other);
        assertThat(one.text()).isEqualTo("{\"b\":1,\"a\":2}");
    }

    @Test
    void a_value_does_not_change_with_what_it_was_made_from() {
        var members = new LinkedHashMap<String, Json>();
        var object = new Json.Obj(members);
        members.put("late", Json.of(true));

        assertThat(object.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 1, 1e-100, 4.9e-324, 1.7976931348623157e308, 123456.789})
    void every_finite_number_has_a_text(double number) {
        var json = Json.of(number);

        assertThat(((Json.Num) Json.parse(json.text())).value()).isEqualByComparingTo(BigDecimal.valueOf(number));
    }

    private static boolean isJson(String text) {
        try {
            Json.parse(text);
            return true;
        } catch (JsonException refused) {
            return false;
        }
    }

    private static boolean isJsonForJackson(String text) {
        try {
            return !JACKSON.readTree(text).isMissingNode();
        } catch (JacksonException refused) {
            return false;
        }
    }

    private static Json value(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> random.nextBoolean() ? Json.Null.VALUE : Json.of(random.nextBoolean());
            case 1 -> Json.of(random.nextLong());
            case 2 ->
                new Json.Num(random.nextInt(-999, 999) + "." + random.nextInt(1000) + "e" + random.nextInt(-30, 30));
            case 3 -> Json.of(string(random));
            case 4 ->
                Json.array(random.ints(random.nextInt(4), 0, 1)
                        .mapToObj(_ -> value(random, depth + 1))
                        .toList());
            default -> {
                var object = Json.object();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.put(string(random), value(random, depth + 1));
                }
                yield object.build();
            }
        };
    }

    private static String string(Random random) {
        var out = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> out.append((char) random.nextInt(0x80));
                case 1 -> out.append((char) random.nextInt(0x80, 0xD800));
                case 2 -> out.appendCodePoint(random.nextInt(0x10000, 0x110000));
                case 3 -> out.append("\"\\/\b\f\n\r\t\u2028".charAt(random.nextInt(9)));
                default -> out.append((char) random.nextInt('a', 'z'));
            }
        }
        return out.toString();
    }

    private static String mutated(String text, Random random) {
        var out = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            String some = "{}[]\",:\\ue0Et+-. \n\t\u0001/'é#x";
            char c = some.charAt(random.nextInt(some.length()));
            int at = random.nextInt(out.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> out.insert(at, c);
                case 1 -> out.setCharAt(Math.min(at, Math.max(0, out.length() - 1)), c);
                default -> out.deleteCharAt(Math.min(at, out.length() - 1));
            }
            if (out.isEmpty()) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isSame(Json ours, JsonNode theirs) {
        return switch (ours) {
            case Json.Null _ -> theirs.isNull();
            case Json.Bool bool -> theirs.isBoolean() && theirs.booleanValue() == bool.value();
            case Json.Num num -> theirs.isNumber() && theirs.decimalValue().compareTo(num.value()) == 0;
            case Json.Str str -> theirs.isString() && theirs.stringValue().equals(str.value());
            case Json.Arr arr -> theirs.isArray() && areSame(arr.items(), theirs);
            case Json.Obj obj ->
                theirs.isObject()
                        && theirs.size() == obj.members().size()
                        && obj.members().entrySet().stream()
                                .allMatch(member -> theirs.has(member.getKey())
                                        && isSame(member.getValue(), theirs.get(member.getKey())));
        };
    }

    private static boolean areSame(List<Json> ours, JsonNode theirs) {
        for (int i = 0; i < ours.size(); i++) {
            if (!isSame(ours.get(i), theirs.get(i))) {
                return false;
            }
        }
        return ours.size() == theirs.size();
    }
}
