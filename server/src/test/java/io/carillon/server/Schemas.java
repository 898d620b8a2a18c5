package io.carillon.server;

import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares values with the schemas of an OpenAPI document, as far as ours use them: members, types, enumerations. */
final class Schemas {

    private final Json.Obj document;

    Schemas(Json.Obj document) {
        this.document = document;
    }

    /** What of a value is not as the named schema says. */
    List<String> mistakes(String schema, Json value) {
        var mistakes = new ArrayList<String>();
        check(at("#/components/schemas/" + schema), value, schema, mistakes);
        return mistakes;
    }

    private void check(Json.Obj schema, Json value, String path, List<String> mistakes) {
        if (schema.get("$ref").orElse(null) instanceof Json.Str reference) {
            check(at(reference.value()), value, path, mistakes);
            return;
        }
        String type = schema.get("type").map(text -> ((Json.Str) text).value()).orElse("any");
        if (!isOf(type, value)) {
            mistakes.add(path + " is " + value.kind() + ", not " + type);
        }
        if (schema.get("enum").orElse(null) instanceof Json.Arr choices
                && !choices.items().contains(value)) {
            mistakes.add(path + " is " + value.text() + ", none of " + choices.text());
        }
        if (value instanceof Json.Arr array && schema.get("items").orElse(null) instanceof Json.Obj items) {
            array.items().forEach(item -> check(items, item, path + "[]", mistakes));
        }
        if (value instanceof Json.Obj object) {
            members(schema, object, path, mistakes);
        }
    }

    private void members(Json.Obj schema, Json.Obj object, String path, List<String> mistakes) {
        var properties = (Json.Obj) schema.get("properties").orElse(Json.Obj.EMPTY);
        Json others = schema.get("additionalProperties").orElse(Json.of(true));
        object.members().forEach((name, member) -> {
            if (properties.get(name).orElse(null) instanceof Json.Obj known) {
                check(known, member, path + "." + name, mistakes);
            } else if (others instanceof Json.Obj known) {
                check(known, member, path + "." + name, mistakes);
            } else if (others.equals(Json.of(false))) {
                mistakes.add(path + "." + name + " is not in the document");
            }
        });
        for (Json required : ((Json.Arr) schema.get("required").orElse(Json.array(List.of()))).items()) {
            String name = ((Json.Str) required).value();
            if (object.get(name).isEmpty()) {
                mistakes.add(path + "." + name + " is missing");
            }
        }
    }

    private static boolean isOf(String type, Json value) {
        return switch (type) {
            case "object" -> value instanceof Json.Obj;
            case "array" -> value instanceof Json.Arr;
            case "string" -> value instanceof Json.Str;
            case "boolean" -> value instanceof Json.Bool;
            case "number" -> value instanceof Json.Num;
            case "integer" ->
                value instanceof Json.Num number
                        && number.value().stripTrailingZeros().scale() <= 0;
            default -> true;
        };
    }

    /** Whether there is something at a reference such as {@code #/components/schemas/Job}. */
    boolean has(String reference) {
        return find(reference).isPresent();
    }

    private Json.Obj at(String reference) {
        return find(reference).orElseThrow(() -> new AssertionError("nothing at " + reference));
    }

    private Optional<Json.Obj> find(String reference) {
        Optional<Json.Obj> found = Optional.of(document);
        for (String step : reference.substring(2).split("/", -1)) {
            found = found.flatMap(part -> part.get(step)).map(part -> (Json.Obj) part);
        }
        return found;
    }
}
