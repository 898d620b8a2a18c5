package io.carillon.benchmarks.beside;

import io.carillon.server.CarillonServer;
import io.carillon.server.ServerSettings;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node in this process, which keeps everything in its directory. */
final class InnerNode implements Nodes {

    private final NodePorts ports = NodePorts.free();
    private final CarillonServer server;

    InnerNode(Path directory) {
        Map<String, String> environment = ports.environment(directory.resolve("node"), null);
        this.server = CarillonServer.start(ServerSettings.read(environment::get, InetAddress.getLoopbackAddress()));
    }

    @Override
    public List<URI> rest() {
        return List.of(ports.rest());
    }

    @Override
    public List<String> grpc() {
        return List.of(ports.dialled());
    }

    @Override
    public long succeeded() {
        return ports.succeeded();
    }

    @Override
    public List<ProcessHandle> processes() {
        return List.of();
    }

    @Override
    public void close() {
        server.close();
    }
}
