package io.carillon.server.rest;

import io.carillon.model.job.ObjectReader;
import io.carillon.schedule.Language;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which language a caller wants descriptions in: the one that is named, or else the one that the client prefers. */
final class Languages {

    private static final String RULE = "expected en or zh";

    private Languages() {}

    /** A member of a body; one that can't be read is noted as a problem. */
    static Optional<Language> member(String name, ObjectReader reader) {
        return reader.string(name).flatMap(text -> {
            Optional<Language> language = named(text);
            if (language.isEmpty()) {
                reader.problem(name, "invalid-value", RULE + ", not '" + text + "'");
            }
            return language;
        });
    }

    static Optional<Language> parameter(String name, Optional<String> text) {
        return text.map(given ->
                named(given).orElseThrow(() -> ApiException.badParameter(name, RULE + ", not '" + given + "'")));
    }

    /** What the header asks for, English where it asks for nothing that we speak. */
    static Language accepted(Optional<String> header) {
        return header.flatMap(Languages::preferred).orElse(Language.ENGLISH);
    }

    private static Optional<Language> preferred(String header) {
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(header);
            return Optional.ofNullable(Locale.lookup(ranges, List.of(Locale.ENGLISH, Locale.CHINESE)))
                    .flatMap(locale -> named(locale.getLanguage()));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Language> named(String text) {
        return switch (text) {
            case "en" -> Optional.of(Language.ENGLISH);
            case "zh" -> Optional.of(Language.CHINESE);
            default -> Optional.empty();
        };
    }
}
