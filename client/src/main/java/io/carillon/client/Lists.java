package io.carillon.client;

import io.carillon.model.json.Json;
import java.util.List;
import java.util.function.Function;

/** Reads lists, which all have the same form. */
final class Lists {

    /** More than a cluster has nodes, workers or partitions; past it, the server is taken to go round in circles. */
    private static final int MAX_ITEMS = 100_000;

    private final Transport transport;

    Lists(Transport transport) {
        this.transport = transport;
    }

    <T> Page<T> page(Address address, Function<Json, T> item) {
        var fields = Fields.of("list", transport.send(Transport.Call.get(address)));
        return new Page<>(fields.items("items").stream().map(item).toList(), fields.stringOrNull("next"));
    }

    /** A list whose length the cluster bounds, from beginning to end. */
    <T> List<T> whole(String name, Function<Json, T> item) {
        return Page.collect(MAX_ITEMS, cursor -> page(Address.of(name).with("cursor", cursor), item))
                .items();
    }
}
