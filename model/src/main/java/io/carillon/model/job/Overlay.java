package io.carillon.model.job;

import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lays fields over a document, member by member, and tells where that changes something. Lists are one field each. */
final class Overlay {

    private Overlay() {}

    static Json.Obj lay(Json.Obj fields, Json.Obj document) {
        var members = new LinkedHashMap<>(document.members());
        fields.members()
                .forEach((name, value) -> members.merge(
                        name,
                        value,
                        (there, field) -> there instanceof Json.Obj below && field instanceof Json.Obj above
                                ? lay(above, below)
                                : field));
        return new Json.Obj(members);
    }

    /**
     * Of the fields that were laid over a document, those that are not as they were.
     *
     * @param before the document, and after, the document with the fields laid over it, both written in the same way: what means the
     *     same is no difference
     */
    static List<Difference> differences(Json.Obj fields, Json.Obj before, Json.Obj after) {
        var found = new ArrayList<Difference>();
        compare("", fields, before, after, found);
        return found;
    }

    private static void compare(
            String pointer, Json fields, @Nullable Json before, @Nullable Json after, List<Difference> found) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (fields instanceof Json.Obj each && isOpen(before) && isOpen(after)) {
            each.members()
                    .forEach((name, field) -> compare(
                            pointer + "/" + escaped(name), field, member(before, name), member(after, name), found));
        } else {
            found.add(new Difference(pointer, after, before));
        }
    }

    /** What stands at a pointer without escapes; null if nothing does. */
    static @Nullable Json at(Json document, String pointer) {
        Json there = document;
        for (String name : pointer.substring(1).split("/", -1)) {
            there = member(there, name);
        }
        return there;
    }

    /** Whether one can look further inside: a field may be written as a word or, where there is more to say, as an object. */
    private static boolean isOpen(@Nullable Json value) {
        return value == null || value instanceof Json.Obj;
    }

    private static @Nullable Json member(@Nullable Json value, String name) {
        return value instanceof Json.Obj object ? object.get(name).orElse(null) : null;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
