package io.carillon.cli;

import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The params of a run that is asked for. */
final class ParamsOption {

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "a param of the run: JSON, or else a string; may be repeated")
    private Map<String, String> params = new LinkedHashMap<>();

    /** Null if none were given. */
    Json.@Nullable Obj params() {
        if (params.isEmpty()) {
            return null;
        }
        var object = Json.object();
        params.forEach((name, text) -> object.put(name, value(text)));
        return object.build();
    }

    /** What was given as JSON; anything else is a string. */
    static Json value(String text) {
        try {
            return Json.parse(text);
        } catch (JsonException notJson) {
            return Json.of(text);
        }
    }
}
