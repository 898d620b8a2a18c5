package io.carillon.benchmarks.beside;

import io.carillon.databases.process.Distribution;
import io.carillon.databases.process.GuardedProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Nodes of the distribution on one database, each a process that is started as the launcher starts it. */
final class CarillonNodes implements Nodes {

    private final List<Member> members;

    CarillonNodes(int count, Path directory, String databaseUrl) {
        this.members = IntStream.rangeClosed(1, count)
                .mapToObj(number -> Member.start(directory.resolve("node-" + number), databaseUrl))
                .toList();
    }

    private record Member(NodePorts ports, GuardedProcess process) {

        private static Member start(Path directory, String databaseUrl) {
            NodePorts ports = NodePorts.free();
            Distribution distribution = Distribution.own();
            var command = new ArrayList<>(Bench.JVM);
            command.addAll(List.of(
                    "-XX:+ExitOnOutOfMemoryError",
                    "-cp",
                    distribution.classPath(),
                    "io.carillon.cli.Carillon",
                    "server",
                    "--bind",
                    "127.0.0.1"));
            command.addAll(1, distribution.rehearsed());
            Path log = directory.resolveSibling(directory.getFileName() + ".log");
            return new Member(ports, GuardedProcess.start(command, ports.environment(directory, databaseUrl), log));
        }
    }

    @Override
    public List<URI> rest() {
        return members.stream().map(member -> member.ports().rest()).toList();
    }

    @Override
    public List<String> grpc() {
        return members.stream().map(member -> member.ports().dialled()).toList();
    }

    @Override
    public long succeeded() {
        return members.stream().mapToLong(member -> member.ports().succeeded()).sum();
    }

    @Override
    public List<ProcessHandle> processes() {
        return members.stream()
                .map(member -> ProcessHandle.of(member.process().pid()).orElseThrow())
                .toList();
    }

    @Override
    public void close() {
        members.forEach(member -> member.process().end("TERM"));
    }
}
