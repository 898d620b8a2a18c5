package io.carillon.worker.declare;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Writes texts, numbers, booleans, maps and lists as JSON. Declarations are no params: no codec of a user's has a say in them. */
final class JsonText {

    /** Says that a field is to be empty. */
    enum Nothing {
        NULL
    }

    private JsonText() {}

    static String of(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return quoted(text);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Iterable<?> items) {
            return StreamSupport.stream(items.spliterator(), false)
                    .map(JsonText::of)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        if (value == null || value instanceof Nothing) {
            return "null";
        }
        if (value instanceof Boolean || value instanceof Number) {
            return String.valueOf(value);
        }
        throw new IllegalArgumentException("a declared field can't be a "
                + value.getClass().getName() + ": texts, numbers, booleans, maps and lists can");
    }

    private static String quoted(CharSequence text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
