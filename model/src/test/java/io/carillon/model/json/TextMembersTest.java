package io.carillon.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextMembersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"shop\":17,\"deep\":{\"list\":[1,2,{\"x\":null}]},\"text\":\"\\\"\\\\\\n\\u0000é\"}",
                "{}",
                "{ \"a\" : 1 }",
                "{\"a\":\"\\u0041\"}",
                "{\"a b\":\"c d\",\"e\":[1, 2]}",
                "{\"字\":\"钟 \"}"
            })
    void an_object_that_is_kept_as_text_is_equal_to_the_one_that_was_read(String text) {
        Json read = Json.parse(text);

        Json.Obj kept = Json.Obj.ofText(text);

        assertThat(kept).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(read).isEqualTo(kept);
        assertThat(kept.text()).isEqualTo(read.text());
        assertThat(Json.object().put("in", kept).build().text())
                .isEqualTo(Json.object().put("in", read).build().text());
    }

    @Test
    void its_members_can_be_asked_for() {
        Json.Obj kept = Json.Obj.ofText("{\"a\":1,\"b\":\"x\"}");

        assertThat(kept.get("b")).contains(Json.of("x"));
        assertThat(kept.get("c")).isEmpty();
        assertThat(kept.members()).containsOnlyKeys("a", "b").hasSize(2);
        assertThat(kept.isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "{\"a\":1", "{\"a\":1,\"a\":2}", "{\"a\":01}", ""})
    void what_is_not_an_object_is_refused_at_once(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.Obj.ofText(text));
    }
}
