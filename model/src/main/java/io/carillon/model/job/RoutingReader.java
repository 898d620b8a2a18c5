package io.carillon.model.job;

import io.carillon.model.json.Json;
import java.util.Map;

/** The part of a document that says which workers get a job's runs. */
final class RoutingReader {

    private RoutingReader() {}

    static Routing read(ObjectReader reader) {
        Routing usual = Routing.DEFAULT;
        var strategy = reader.choice("strategy", Routing.Strategy.values()).orElse(usual.strategy());
        int shards = reader.integer("shards", 1, Routing.MAX_SHARDS).orElse(usual.shards());
        var routing = new Routing(strategy, affinity(reader), shards);
        reader.close();
        return routing;
    }

    static Json.Obj write(Routing routing) {
        var out = Json.object().put("strategy", CamelCase.of(routing.strategy()));
        Affinity affinity = routing.affinity();
        if (!affinity.labels().isEmpty()) {
            out.put("labels", SpecWriter.strings(affinity.labels()));
        }
        if (!affinity.notLabels().isEmpty()) {
            out.put("notLabels", SpecWriter.strings(affinity.notLabels()));
        }
        if (routing.shards() > 1) {
            out.put("shards", routing.shards());
        }
        return out.build();
    }

    private static Affinity affinity(ObjectReader reader) {
        Map<String, String> labels = reader.strings("labels");
        Map<String, String> notLabels = reader.strings("notLabels");
        boolean possible = true;
        for (var unwanted : notLabels.entrySet()) {
            if (unwanted.getValue().equals(labels.get(unwanted.getKey()))) {
                possible = false;
                reader.problem(
                        "notLabels/" + ObjectReader.escaped(unwanted.getKey()),
                        "contradiction",
                        "a worker must have the label '" + unwanted.getKey() + "' with this value by 'labels'");
            }
        }
        return possible ? new Affinity(labels, notLabels) : Affinity.ANY;
    }
}
