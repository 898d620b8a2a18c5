package io.carillon.client;

import io.carillon.model.Epoch;
import io.carillon.model.job.Instants;
import io.carillon.model.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the members of an answer; says which one is missing or of the wrong kind. */
final class Fields {

    private final String what;
    private final Json.Obj object;

    /** @param what the document, in the words an error message uses */
    Fields(String what, Json.Obj object) {
        this.what = what;
        this.object = object;
    }

    static Fields of(String what, Json json) {
        if (json instanceof Json.Obj object) {
            return new Fields(what, object);
        }
        throw new CarillonProtocolException("the server's " + what + " is " + json.kind() + ", not an object");
    }

    Json.Obj object() {
        return object;
    }

    String string(String name) {
        return present(name, stringOrNull(name));
    }

    @Nullable
    String stringOrNull(String name) {
        Json value = valueOrNull(name);
        return value == null ? null : as(Json.Str.class, value, name).value();
    }

    /** A string that must be one of ours: a name, an id, a state. */
    <T> T parsed(String name, Function<String, T> parser) {
        String text = string(name);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException unknown) {
            throw new CarillonProtocolException(
                    "the server's " + what + " has a '" + name + "' that this client does not know: " + text, unknown);
        }
    }

    Instant instant(String name) {
        return present(name, instantOrNull(name));
    }

    @Nullable
    Instant instantOrNull(String name) {
        String text = stringOrNull(name);
        return text == null ? null : instant(name, text);
    }

    List<Instant> instants(String name) {
        var instants = new ArrayList<Instant>();
        for (Json item : items(name)) {
            instants.add(instant(name, as(Json.Str.class, item, name).value()));
        }
        return instants;
    }

    int integer(String name) {
        return whole(name, BigDecimal::intValueExact);
    }

    @Nullable
    Integer integerOrNull(String name) {
        return valueOrNull(name) == null ? null : integer(name);
    }

    long number(String name) {
        return whole(name, BigDecimal::longValueExact);
    }

    boolean has(String name) {
        return valueOrNull(name) != null;
    }

    Epoch epoch(String name) {
        return whole(name, number -> new Epoch(number.longValueExact()));
    }

    private <T> T whole(String name, Function<BigDecimal, T> exactly) {
        Json.Num number = as(Json.Num.class, present(name, valueOrNull(name)), name);
        try {
            return exactly.apply(number.value());
        } catch (ArithmeticException | IllegalArgumentException outOfRange) {
            throw new CarillonProtocolException(
                    "the server's " + what + " has a '" + name + "' out of range: " + number.text(), outOfRange);
        }
    }

    boolean flag(String name) {
        return as(Json.Bool.class, present(name, valueOrNull(name)), name).value();
    }

    Fields nested(String name) {
        return of(what + "'s '" + name + "'", present(name, valueOrNull(name)));
    }

    Json.@Nullable Obj objectOrNull(String name) {
        Json value = valueOrNull(name);
        return value == null ? null : as(Json.Obj.class, value, name);
    }

    /** An array's items; none if the member is absent. */
    List<Json> items(String name) {
        Json value = valueOrNull(name);
        return value == null ? List.of() : as(Json.Arr.class, value, name).items();
    }

    List<String> strings(String name) {
        var strings = new ArrayList<String>();
        for (Json item : items(name)) {
            strings.add(as(Json.Str.class, item, name).value());
        }
        return strings;
    }

    Map<String, String> stringMap(String name) {
        var strings = new LinkedHashMap<String, String>();
        Json.Obj nested = objectOrNull(name);
        if (nested != null) {
            nested.members()
                    .forEach((key, value) ->
                            strings.put(key, as(Json.Str.class, value, name).value()));
        }
        return strings;
    }

    /** The member's value. A null is as good as an absent member. */
    @Nullable
    Json valueOrNull(String name) {
        Json value = object.members().get(name);
        return value instanceof Json.Null ? null : value;
    }

    private Instant instant(String name, String text) {
        return Instants.parse(text)
                .orElseThrow(() -> new CarillonProtocolException(
                        "the server's " + what + " has a '" + name + "' that is not an instant: " + text));
    }

    private <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw new CarillonProtocolException("the server's " + what + " has no '" + name + "'");
        }
        return value;
    }

    private <T extends Json> T as(Class<T> kind, Json value, String name) {
        if (!kind.isInstance(value)) {
            throw new CarillonProtocolException(
                    "the server's " + what + " has a '" + name + "' with " + value.kind() + " in a wrong place");
        }
        return kind.cast(value);
    }
}
