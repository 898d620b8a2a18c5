package io.carillon.server;

import io.carillon.membership.BoardAccess;
import io.carillon.membership.BoardAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, there to be killed. */
final class KilledServer implements AutoCloseable {

    private final Process process;
    private final String node;

    private KilledServer(Process process, String node) {
        this.process = process;
        this.node = node;
    }

    /** Runs a server until its input ends, and says which node it is. */
    public static void main(String[] arguments) throws IOException {
        var list = new NodeListSettings(BoardAddress.parse(arguments[2]), BoardAccess.OPEN);
        try (var server = CarillonServer.start(TestingServer.listed(Path.of(arguments[0]), arguments[1], list))) {
            System.out.println("node " + server.nodeId());
            while (System.in.read() >= 0) {
                // Whoever started it is there.
            }
        }
    }

    static KilledServer start(Path data, String url, String list) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledServer.class.getName(),
                        data.toString(),
                        url,
                        list)
                .redirectError(Redirect.INHERIT)
                .start();
        return new KilledServer(process, node(process.inputReader(StandardCharsets.UTF_8)));
    }

    private static String node(BufferedReader said) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("node ")) {
                return line.substring("node ".length());
            }
        }
        throw new AssertionError("the server ended without having started");
    }

    String node() {
        return node;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
