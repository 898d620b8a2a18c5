package io.carillon.model.job;

import io.carillon.model.job.Routing.Strategy;
import io.carillon.model.job.Routing.WhenFull;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a document that says which workers get a job's runs. */
final class RoutingReader {

    private RoutingReader() {}

    static Routing read(ObjectReader reader) {
        Routing usual = Routing.DEFAULT;
        Strategy strategy = reader.choice("strategy", Strategy.values()).orElse(usual.strategy());
        Sharding sharding = sharding(reader, strategy);
        Optional<String> key = key(reader, strategy);
        WhenFull whenFull = whenFull(reader, strategy);
        var routing = new Routing(strategy, affinity(reader), sharding, key.orElse(null), whenFull);
        reader.close();
        return routing;
    }

    private static Sharding sharding(ObjectReader reader, Strategy strategy) {
        Sharding sharding = reader.get("shards").orElse(Json.Null.VALUE) instanceof Json.Arr each
                ? forEach(reader, each.items())
                : reader.integer("shards", 1, Sharding.MAX_TOTAL)
                        .map(Sharding::into)
                        .orElse(Sharding.NONE);
        if (sharding.total() > 1 && strategy == Strategy.BROADCAST) {
            reader.problem("shards", "not-applicable", "a broadcast has one shard for each worker that is there");
            return Sharding.NONE;
        }
        return sharding;
    }

    private static Sharding forEach(ObjectReader reader, List<Json> items) {
        if (items.size() < 2 || items.size() > Sharding.MAX_TOTAL) {
            reader.problem(
                    "shards", "out-of-range", "expected 2 to " + Sharding.MAX_TOTAL + " shards, not " + items.size());
            return Sharding.NONE;
        }
        var params = new ArrayList<Json.Obj>();
        for (int i = 0; i < items.size(); i++) {
            Json own = items.get(i);
            if (own instanceof Json.Obj object) {
                params.add(object);
            } else {
                reader.problem("shards/" + i, "wrong-type", "expected an object, not " + own.kind());
            }
        }
        return params.size() == items.size() ? Sharding.forEach(params) : Sharding.NONE;
    }

    private static Optional<String> key(ObjectReader reader, Strategy strategy) {
        Optional<String> key = reader.string("key");
        if (key.isPresent() && strategy != Strategy.CONSISTENT_HASH) {
            reader.problem("key", "not-applicable", "only consistentHash goes by a key");
            return Optional.empty();
        }
        if (key.isPresent() && (key.get().isEmpty() || key.get().length() > Routing.MAX_KEY_LENGTH)) {
            reader.problem(
                    "key",
                    "invalid-value",
                    "expected the name of a param, of 1 to " + Routing.MAX_KEY_LENGTH + " characters");
            return Optional.empty();
        }
        return key;
    }

    private static WhenFull whenFull(ObjectReader reader, Strategy strategy) {
        Optional<WhenFull> whenFull = reader.choice("whenFull", WhenFull.values());
        if (whenFull.isPresent() && !strategy.keeps()) {
            reader.problem(
                    "whenFull",
                    "not-applicable",
                    CamelCase.of(strategy) + " goes to the next worker anyway when one is full");
            return WhenFull.WAIT;
        }
        return whenFull.orElse(WhenFull.WAIT);
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
        if (routing.key() != null) {
            out.put("key", routing.key());
        }
        if (routing.strategy().keeps()) {
            out.put("whenFull", CamelCase.of(routing.whenFull()));
        }
        if (routing.shards() > 1) {
            out.put("shards", shards(routing.sharding()));
        }
        return out.build();
    }

    private static Json shards(Sharding sharding) {
        return sharding.params().isEmpty() ? Json.of(sharding.total()) : Json.array(sharding.params());
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
