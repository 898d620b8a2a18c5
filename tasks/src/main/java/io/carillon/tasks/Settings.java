package io.carillon.tasks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fields that a user wrote, read one by one; each complaint names the field. A null counts as not written. */
final class Settings {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Fields of every task, which the node has dealt with. */
    private static final Set<String> OF_THE_NODE = Set.of("type", "app", "params");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final JsonNode fields;
    private final Set<String> read = new TreeSet<>();

    private Settings(JsonNode fields) {
        this.fields = fields;
    }

    static Settings parse(String json) {
        JsonNode fields;
        try {
            fields = MAPPER.readTree(json);
        } catch (JacksonException unreadable) {
            throw new InvalidSettingsException("", "the settings are not JSON: " + unreadable.getOriginalMessage());
        }
        if (!fields.isObject()) {
            throw new InvalidSettingsException("", "the settings are not a JSON object");
        }
        return new Settings(fields);
    }

    Optional<JsonNode> value(String name) {
        read.add(name);
        var value = fields.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    Optional<String> text(String name) {
        return value(name).map(value -> {
            if (!value.isString()) {
                throw new InvalidSettingsException(name, "is not a text");
            }
            return value.stringValue();
        });
    }

    String requiredText(String name) {
        return text(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InvalidSettingsException(name, "is missing"));
    }

    /** A number from 0 to the given one; 0 if there is none. */
    long count(String name, long max) {
        var value = value(name);
        if (value.isEmpty()) {
            return 0;
        }
        var number = value.get();
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < 0
                || number.longValue() > max) {
            throw new InvalidSettingsException(name, "is not a whole number from 0 to " + max);
        }
        return number.longValue();
    }

    /** False if there is none. */
    boolean flag(String name) {
        var value = value(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw new InvalidSettingsException(name, "is neither true nor false");
        }
        return value.isPresent() && value.get().booleanValue();
    }

    /** Such as {@code 30s}; at most the given one. */
    Duration duration(String name, Duration otherwise, Duration max) {
        var text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        var form = DURATION.matcher(text.get());
        if (form.matches()) {
            var duration = span(Long.parseLong(form.group(1)), form.group(2));
            if (!duration.isZero() && duration.compareTo(max) <= 0) {
                return duration;
            }
        }
        throw new InvalidSettingsException(
                name, "is not a duration such as 500ms, 30s or 5m, above zero and at most " + max.toSeconds() + "s");
    }

    /** An object whose values are texts. */
    Map<String, String> texts(String name) {
        var texts = new LinkedHashMap<String, String>();
        value(name).ifPresent(value -> {
            if (!value.isObject()) {
                throw new InvalidSettingsException(name, "is not an object of texts");
            }
            for (var entry : value.properties()) {
                if (!entry.getValue().isString()) {
                    throw new InvalidSettingsException(name + "." + entry.getKey(), "is not a text");
                }
                texts.put(entry.getKey(), entry.getValue().stringValue());
            }
        });
        return texts;
    }

    void refuseWhatWasNotRead() {
        for (var name : fields.propertyNames()) {
            if (!read.contains(name) && !OF_THE_NODE.contains(name)) {
                throw new InvalidSettingsException(name, "is not a setting; there are " + String.join(", ", read));
            }
        }
    }

    private static Duration span(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
