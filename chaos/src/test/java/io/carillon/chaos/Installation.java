package io.carillon.chaos;

import java.io.IOException;
import java.nio.file.Path;

/** A server that was started for the tests of a class, and what they ask of it. */
record Installation(NodeProcess dev, NodePorts ports, Jobs jobs) implements AutoCloseable {

    static Installation start(Path data) throws IOException, InterruptedException {
        var ports = NodePorts.free();
        var dev = NodeProcess.dev(data, ports);
        dev.awaitReady();
        return new Installation(dev, ports, new Jobs(dev.client()));
    }

    @Override
    public void close() {
        dev.close();
    }
}
