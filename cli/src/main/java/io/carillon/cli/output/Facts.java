package io.carillon.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one thing, a fact on a line. */
public final class Facts {

    private final Map<String, String> facts = new LinkedHashMap<>();

    /** Adds a fact; one that is null or empty is not known and not shown. */
    public Facts fact(String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            facts.put(name, PlainText.line(value.toString()));
        }
        return this;
    }

    public String text() {
        int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        var out = new StringBuilder();
        facts.forEach((name, value) -> out.append(name)
                .append(':')
                .repeat(' ', width - name.length() + 2)
                .append(value)
                .append('\n'));
        return out.toString();
    }
}
