package io.carillon.model.json;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of an object, kept as its text and read anew by whoever asks. The text is valid and the shortest there is. */
final class TextMembers extends AbstractMap<String, Json> {

    /** Reading a longer one again and again would cost more than the memory is worth. */
    static final int MAX_LENGTH = 1_000;

    private final byte[] bytes;

    TextMembers(String text) {
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether a text is the shortest of the object that was read from it. One without blanks and escapes is; any other is compared. */
    static boolean isShortest(String text, Json.Obj object) {
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c >= 0x7f || (!inString && c <= ' ')) {
                return object.text().equals(text);
            }
            inString ^= c == '"';
        }
        return true;
    }

    @Override
    public Set<Entry<String, Json>> entrySet() {
        return read().entrySet();
    }

    @Override
    public @Nullable Json get(@Nullable Object name) {
        return read().get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return read().containsKey(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return (other instanceof TextMembers kept && Arrays.equals(bytes, kept.bytes)) || read().equals(other);
    }

    @Override
    public int hashCode() {
        return read().hashCode();
    }

    private Map<String, Json> read() {
        return new JsonReader(text()).read() instanceof Json.Obj object ? object.members() : Map.of();
    }
}
