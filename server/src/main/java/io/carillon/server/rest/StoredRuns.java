package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;

/** Runs by the ids that stand in addresses. */
final class StoredRuns {

    private final Catalog catalog;

    StoredRuns(Catalog catalog) {
        this.catalog = catalog;
    }

    Run existing(Namespace namespace, String id) {
        return RunId.parse(id).map(known -> existing(namespace, known)).orElseThrow(() -> notFound(id));
    }

    Run existing(Namespace namespace, RunId id) {
        return catalog.run(namespace, id).orElseThrow(() -> notFound(id.toString()));
    }

    private static ApiException notFound(String id) {
        return ApiException.notFound("run-not-found", "there is no run '" + id + "'");
    }
}
