package io.carillon.model.job;

import io.carillon.model.Durations;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the members of one object and notes every problem with its pointer, so that a user sees all mistakes at once. A member
 * that nobody asked for is a mistake too: {@link #close} reports it with the name that was probably meant.
 */
public final class ObjectReader {

    private static final int MAX_INTEGER_DIGITS = 9;

    private final Json.Obj object;
    private final String pointer;
    private final List<Problem> problems;
    private final Set<String> known = new LinkedHashSet<>();

    public ObjectReader(Json value, String pointer, List<Problem> problems) {
        this.pointer = pointer;
        this.problems = problems;
        if (value instanceof Json.Obj given) {
            this.object = given;
        } else {
            this.object = Json.Obj.EMPTY;
            problem("", "wrong-type", "expected an object, not " + value.kind());
        }
    }

    /** The member if it is there; a JSON null counts as absent. */
    public Optional<Json> get(String name) {
        known.add(name);
        return object.get(name).filter(value -> !(value instanceof Json.Null));
    }

    public Optional<String> string(String name) {
        return get(name).flatMap(value -> {
            if (value instanceof Json.Str text) {
                return Optional.of(text.value());
            }
            return wrongType(name, "a string", value);
        });
    }

    public Optional<String> requiredString(String name) {
        requirePresent(name);
        return string(name);
    }

    /** A string that a constructor accepts; its refusal becomes the problem. */
    public <T> Optional<T> parsed(String name, Function<String, T> constructor) {
        return string(name).flatMap(text -> {
            try {
                return Optional.of(constructor.apply(text));
            } catch (IllegalArgumentException refused) {
                problem(name, "invalid-value", refused.getMessage() + ": '" + text + "'");
                return Optional.empty();
            }
        });
    }

    public Optional<Integer> integer(String name, int min, int max) {
        return get(name).flatMap(value -> {
            if (!(value instanceof Json.Num number) || !isWhole(number)) {
                return wrongType(name, "a whole number", value);
            }
            int whole = Integer.parseInt(number.text());
            if (whole < min || whole > max) {
                problem(name, "out-of-range", "expected a number from " + min + " to " + max + ", not " + whole);
                return Optional.empty();
            }
            return Optional.of(whole);
        });
    }

    /** A number from 0 to 1. */
    public Optional<Double> fraction(String name) {
        return get(name).flatMap(value -> {
            if (!(value instanceof Json.Num number)) {
                return wrongType(name, "a number", value);
            }
            double given = number.value().doubleValue();
            if (given < 0 || given > 1) {
                problem(name, "out-of-range", "expected a number from 0 to 1, not " + number.text());
                return Optional.empty();
            }
            return Optional.of(given);
        });
    }

    public Optional<Duration> duration(String name, Duration min, Duration max) {
        return string(name).flatMap(text -> {
            var span = Durations.parse(text);
            if (span.isEmpty()) {
                problem(name, "invalid-value", "expected " + Durations.RULE + ", not '" + text + "'");
                return Optional.empty();
            }
            if (span.get().compareTo(min) < 0 || span.get().compareTo(max) > 0) {
                problem(name, "out-of-range", "expected " + Durations.format(min) + " to " + Durations.format(max));
                return Optional.empty();
            }
            return span;
        });
    }

    public Optional<Instant> instant(String name) {
        return string(name).flatMap(text -> {
            Optional<Instant> instant = Instants.parse(text);
            if (instant.isEmpty()) {
                problem(name, "invalid-value", "expected " + Instants.RULE + ", not '" + text + "'");
            }
            return instant;
        });
    }

    /** One of an enum's constants, written in camel case. */
    public <E extends Enum<E>> Optional<E> choice(String name, E[] choices) {
        return string(name).flatMap(text -> {
            var names = new ArrayList<String>();
            for (E choice : choices) {
                String camel = CamelCase.of(choice);
                if (camel.equals(text)) {
                    return Optional.of(choice);
                }
                names.add(camel);
            }
            String meant = Suggestions.nearest(text, names)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("");
            problem(
                    name,
                    "invalid-value",
                    "expected one of " + String.join(", ", names) + ", not '" + text + "'" + meant);
            return Optional.empty();
        });
    }

    public Optional<Boolean> bool(String name) {
        return get(name).flatMap(value -> {
            if (value instanceof Json.Bool truth) {
                return Optional.of(truth.value());
            }
            return wrongType(name, "true or false", value);
        });
    }

    public Optional<Json.Obj> object(String name) {
        return get(name).flatMap(value -> {
            if (value instanceof Json.Obj nested) {
                return Optional.of(nested);
            }
            return wrongType(name, "an object", value);
        });
    }

    public List<Json> array(String name, int maxItems) {
        Optional<Json> given = get(name);
        if (given.isEmpty()) {
            return List.of();
        }
        if (!(given.get() instanceof Json.Arr array)) {
            wrongType(name, "an array", given.get());
            return List.of();
        }
        if (array.items().size() > maxItems) {
            problem(
                    name,
                    "too-many",
                    "at most " + maxItems + ", not " + array.items().size());
            return List.of();
        }
        return array.items();
    }

    /** An object whose values are all strings. */
    public Map<String, String> strings(String name) {
        var strings = new LinkedHashMap<String, String>();
        object(name)
                .ifPresent(nested -> nested.members().forEach((key, value) -> {
                    if (value instanceof Json.Str text) {
                        strings.put(key, text.value());
                    } else {
                        problem(name + "/" + escaped(key), "wrong-type", "expected a string, not " + value.kind());
                    }
                }));
        return strings;
    }

    /** A reader of a nested object, or of an empty one where it is absent. */
    public ObjectReader nested(String name) {
        return new ObjectReader(get(name).orElse(Json.Obj.EMPTY), pointerTo(name), problems);
    }

    /** A reader of one element of a nested array. */
    public ObjectReader item(String name, int index, Json item) {
        return new ObjectReader(item, pointerTo(name) + "/" + index, problems);
    }

    public void requirePresent(String name) {
        if (get(name).isEmpty()) {
            problem(name, "required", "is required");
        }
    }

    public void problem(String name, String code, String message) {
        problems.add(new Problem(name.isEmpty() ? pointer : pointerTo(name), code, message));
    }

    public String pointerTo(String name) {
        return pointer + "/" + name;
    }

    /** All members, asked for or not. */
    Map<String, Json> members() {
        return object.members();
    }

    /** Takes every member as known: somebody else will check them. */
    void allowAnything() {
        known.addAll(object.members().keySet());
    }

    /** Reports every member that nobody asked for. */
    public void close() {
        for (String name : object.members().keySet()) {
            if (!known.contains(name)) {
                String meant = Suggestions.nearest(name, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; known here: " + String.join(", ", known));
                problems.add(
                        new Problem(pointerTo(escaped(name)), "unknown-field", "unknown field '" + name + "'" + meant));
            }
        }
    }

    private <T> Optional<T> wrongType(String name, String expected, Json value) {
        problem(name, "wrong-type", "expected " + expected + ", not " + value.kind());
        return Optional.empty();
    }

    private static boolean isWhole(Json.Num number) {
        String digits = number.text().startsWith("-") ? number.text().substring(1) : number.text();
        return digits.length() <= MAX_INTEGER_DIGITS && digits.chars().allMatch(Character::isDigit);
    }

    /** A member's name as one step of a JSON pointer. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
