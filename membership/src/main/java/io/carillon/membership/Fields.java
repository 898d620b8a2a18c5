package io.carillon.membership;

import io.carillon.model.json.Json;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of a note. Those of a later version are passed over, those that an earlier one lacks are null. */
final class Fields {

    private final Json.Obj object;

    Fields(Json note) {
        if (!(note instanceof Json.Obj members)) {
            throw new IllegalArgumentException("a note is an object, and this is " + note.kind());
        }
        object = members;
    }

    @Nullable
    String text(String name) {
        return object.get(name).orElse(null) instanceof Json.Str text ? text.value() : null;
    }

    boolean flag(String name) {
        return object.get(name).orElse(null) instanceof Json.Bool flag && flag.value();
    }

    <T> @Nullable T read(String name, Function<String, T> reading) {
        String text = text(name);
        return text == null ? null : reading.apply(text);
    }
}
