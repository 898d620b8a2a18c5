package io.carillon.worker.core;

import java.util.List;

/**
 * Where a worker finds nodes.
 *
 * @param addresses those to dial before any node has named others; at least one
 * @param discovers whether the nodes that others name are dialled too
 */
public record Servers(List<String> addresses, boolean discovers) {

    public Servers {
        addresses = List.copyOf(addresses);
    }
}
