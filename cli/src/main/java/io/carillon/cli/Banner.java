package io.carillon.cli;

import io.carillon.cli.output.Facts;
import io.carillon.server.CarillonServer;
import io.carillon.server.ServerSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What somebody who has just started a node needs to know. */
final class Banner {

    private final String title;
    private final Facts facts = new Facts();

    private Banner(String command) {
        title = "carillon " + command + " is up";
    }

    static Banner of(String command, CarillonServer server, ServerSettings settings) {
        String host = host(settings.address());
        Path tokenFile = server.adminTokenFile();
        return new Banner(command)
                .with("REST", "http://" + host + ":" + server.httpPort() + "/api/v1")
                .with("gRPC", host + ":" + server.grpcPort() + " (workers; " + encryption(settings) + ")")
                .with("Health", health(settings))
                .with("Token", tokenFile == null ? "the one that was given" : "kept in " + tokenFile)
                .with("Data", "kept in " + server.dataDirectory());
    }

    private static String encryption(ServerSettings settings) {
        if (settings.tls() == null) {
            return "not encrypted";
        }
        return settings.tls().isMutual() ? "TLS, both sides" : "TLS";
    }

    Banner with(String name, @Nullable Object fact) {
        facts.fact(name, fact);
        return this;
    }

    String text() {
        return title + "\n" + facts.text().indent(2);
    }

    static @Nullable String health(ServerSettings settings) {
        return settings.managementPort() == 0
                ? null
                : "http://127.0.0.1:" + settings.managementPort() + "/actuator/health";
    }

    /** A name that a client on this machine can use; brackets keep an IPv6 address apart from its port. */
    static String host(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return "localhost";
        }
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
