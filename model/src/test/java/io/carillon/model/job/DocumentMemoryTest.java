package io.carillon.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentMemoryTest {

    private final DocumentMemory memory = new DocumentMemory(new HashMap<>());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_document_means_the_same_whether_its_parts_were_read_before_or_not(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            JobDraft draft = RandomDrafts.draft(random);
            String text =
                    JobDocument.write(draft.key(), draft.labels(), draft.spec()).text();

            assertThat(read(text)).isEqualTo(plain(text)).isEqualTo(new Reading.Valid<>(draft));
            assertThat(read(text)).isEqualTo(plain(text));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void a_document_that_was_damaged_is_judged_as_if_nothing_had_been_read_before(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            JobDraft draft = RandomDrafts.draft(new Random(seed * 100 + i % 20));
            String text =
                    JobDocument.write(draft.key(), draft.labels(), draft.spec()).text();
            read(text);

            String damaged = damaged(text, random);

            assertThat(read(damaged)).as(damaged).isEqualTo(plain(damaged));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"task\":{\"type\":\"noop\",\"app\":\"a\",\"params\":{\"a\":1}}}",
                "{\"task\":{\"type\":\"x\",\"app\":\"a\",\"deep\":{\"params\":{\"a\":1}},\"params\":{\"a\":1}}}",
                "{\"task\":{\"type\":\"x\",\"app\":\"a\",\"params\":null}}",
                "{\"task\":{\"type\":\"x\",\"app\":\"a\",\"params\":{\"a\":1,\"a\":2}}}",
                "{\"task\":{\"type\":\"x\",\"app\":\"a\"},\"task\":{\"type\":\"x\",\"app\":\"a\"}}",
                "{\"triggers\":null,\"task\":{\"type\":\"x\",\"app\":\"a\"}}",
                "{\"triggers\":[],\"task\":{\"type\":\"x\",\"app\":\"a\"}}",
                "{\"triggers\":[{\"every\":\"1s\"}],\"task\":{\"type\":\"noop\",\"app\":\"a\",\"params\":[]}}",
                "{\"triggers\":7,\"task\":7}",
                "{\"task\":{\"type\":\"noop\",\"app\":\"a\",\"millis\":-1}}",
                "{}",
                "null"
            })
    void unusual_documents_are_judged_as_they_always_were(String spec) {
        for (String name : new String[] {"\"job\"", "\"j\\u006fb\"", "\"\"", "null", "7", "\"a b\""}) {
            String text = "{\"apiVersion\":\"carillon/v1\",\"kind\":\"Job\",\"metadata\":{\"name\":" + name
                    + ",\"namespace\":\"n\",\"labels\":{\"k\":\"v\"}},\"spec\":" + spec + "}";

            assertThat(read(text)).as(text).isEqualTo(plain(text));
            assertThat(read(text)).as(text).isEqualTo(plain(text));
        }
    }

    @Test
    void what_two_documents_say_alike_is_kept_once() {
        JobDraft one = valid("one", 1);
        JobDraft other = valid("other", 2);

        assertThat(other.labels()).isSameAs(one.labels());
        assertThat(other.spec().triggers()).isSameAs(one.spec().triggers());
        assertThat(other.spec().retry()).isSameAs(one.spec().retry());
        assertThat(other.spec().task().settings()).isSameAs(one.spec().task().settings());
        assertThat(other.key().namespace()).isSameAs(one.key().namespace());
        assertThat(other.spec().task().params()).isEqualTo(Json.parse("{\"shop\":2}"));
    }

    @Test
    void it_does_not_grow_for_ever() {
        var known = new HashMap<Object, Object>();
        var bounded = new DocumentMemory(known);

        for (int i = 0; i < 160_000; i++) {
            bounded.read(document("job", i, "0 0 3 * * ?", "handler-" + i));
        }

        assertThat(known).hasSizeLessThan(155_000);
    }

    private JobDraft valid(String name, int shop) {
        return switch (read(document(name, shop, "0 0 3 * * ?", "close"))) {
            case Reading.Valid<?>(JobDraft draft) -> draft;
            case Object invalid -> throw new IllegalStateException("not valid: " + invalid);
        };
    }

    private static String document(String name, int shop, String cron, String handler) {
        return "{\"apiVersion\":\"carillon/v1\",\"kind\":\"Job\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"n\",\"labels\":{\"team\":\"orders\"}},\"spec\":{\"triggers\":[{\"cron\":\"" + cron
                + "\"}],\"task\":{\"type\":\"handler\",\"app\":\"a\",\"handler\":\"" + handler
                + "\",\"params\":{\"shop\":" + shop + "}},\"retry\":{\"maxAttempts\":7}}}";
    }

    private static String damaged(String text, Random random) {
        var damaged = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, "\"{}[],: \\\u0001\u00020a".charAt(random.nextInt(13)));
                default -> damaged.setCharAt(at, "\"{}[],: \\\u0001\u00020a".charAt(random.nextInt(13)));
            }
        }
        return damaged.toString();
    }

    private Object read(String text) {
        try {
            return memory.read(text);
        } catch (JsonException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static Object plain(String text) {
        try {
            return JobDocument.read(Json.parse(text));
        } catch (JsonException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
