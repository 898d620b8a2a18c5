package io.carillon.engine;

import io.carillon.model.json.Json;
import java.util.LinkedHashMap;

/**
 * The params of a run: the job's, overridden member by member by those of the request; and those of a part: its run's, overridden in the
 * same way by what it has for itself.
 */
final class Params {

    private Params() {}

    static Json.Obj merged(Json.Obj general, Json.Obj own) {
        if (own.isEmpty()) {
            return general;
        }
        var merged = new LinkedHashMap<>(general.members());
        merged.putAll(own.members());
        return new Json.Obj(merged);
    }
}
