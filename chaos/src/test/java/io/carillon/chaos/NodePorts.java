package io.carillon.chaos;

import io.carillon.databases.process.Ports;
import java.util.List;

/** The ports that one installation keeps over its restarts. */
record NodePorts(int http, int grpc, int management) {

    static NodePorts free() {
        List<Integer> free = Ports.free(3);
        return new NodePorts(free.get(0), free.get(1), free.get(2));
    }
}
