package io.carillon.model.job;

import java.util.Locale;

/** How an enum constant is written in a document: {@code FIRE_ONCE} as {@code fireOnce}. */
public final class CamelCase {

    private CamelCase() {}

    public static String of(Enum<?> constant) {
        var out = new StringBuilder();
        for (String word : constant.name().split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            out.append(out.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
        }
        return out.toString();
    }
}
