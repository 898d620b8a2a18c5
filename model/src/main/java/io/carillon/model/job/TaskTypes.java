package io.carillon.model.job;

import io.carillon.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fields of the task types that every installation knows. A misspelt field of one of these is refused when the job is saved;
 * a type that only a plugin knows is checked by the worker that has it.
 */
final class TaskTypes {

    private static final Map<String, Fields> KNOWN = Map.of(
            TaskSpec.HANDLER,
            new Fields(List.of("handler"), Set.of()),
            "noop",
            new Fields(List.of(), Set.of("millis")),
            "http",
            new Fields(
                    List.of("url"), Set.of("method", "headers", "body", "expect", "redirects", "callback", "timeout")),
            "shell",
            new Fields(List.of("script"), Set.of("shell")),
            "python",
            new Fields(List.of("script"), Set.of()),
            "node",
            new Fields(List.of("script"), Set.of()),
            "script",
            new Fields(List.of("interpreter", "script"), Set.of()),
            "sql",
            new Fields(
                    List.of("kind", "host", "database", "credentials", "statement"),
                    Set.of("port", "args", "mode", "maxRows", "timeout")));

    private record Fields(List<String> required, Set<String> optional) {}

    private TaskTypes() {}

    /** Asks for every field of a known type, so that whatever remains is unknown. */
    static void check(String type, ObjectReader reader) {
        Fields fields = KNOWN.get(type);
        if (fields == null) {
            Suggestions.nearest(type, new TreeMap<>(KNOWN).keySet())
                    .ifPresent(near -> reader.problem(
                            "type", "invalid-value", "unknown task type '" + type + "'; did you mean '" + near + "'?"));
            reader.allowAnything();
            return;
        }
        fields.required().forEach(reader::requiredString);
        fields.optional().stream().sorted().forEach(reader::get);
        if (type.equals("noop")) {
            reader.integer("millis", 0, 86_400_000);
        }
        reader.close();
    }

    /** Every field of the task but those that all types share. */
    static Json.Obj settings(ObjectReader reader) {
        var settings = new LinkedHashMap<>(reader.members());
        settings.keySet().removeAll(Set.of("type", "app", "params"));
        return new Json.Obj(settings);
    }
}
