package io.carillon.engine;

import io.carillon.model.json.Json;
import java.util.LinkedHashMap;

/** The params of a run: the job's, overridden member by member by those of the request. */
final class Params {

    private Params() {}

    static Json.Obj merged(Json.Obj ofJob, Json.Obj ofRequest) {
        if (ofRequest.isEmpty()) {
            return ofJob;
        }
        var merged = new LinkedHashMap<>(ofJob.members());
        merged.putAll(ofRequest.members());
        return new Json.Obj(merged);
    }
}
