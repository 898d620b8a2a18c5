package io.carillon.cli;

import io.carillon.worker.WorkerTls;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether whoever dials a node's gRPC port speaks TLS, whom it believes, and what it shows. */
final class TlsOptions {

    @Option(names = "--tls", description = "speak TLS to a server whose certificate the JVM trusts (CARILLON_TLS=true)")
    private @Nullable Boolean wanted;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "PEM: who alone vouches for the server; speaks TLS (CARILLON_TLS_CA)")
    private @Nullable Path authority;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM: what is shown to the server, with its chain; speaks TLS (CARILLON_TLS_CERT)")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM: the certificate's private key, in PKCS#8 (CARILLON_TLS_KEY)")
    private @Nullable Path key;

    /** @throws IllegalArgumentException if they contradict each other */
    Optional<WorkerTls> files(Settings settings) {
        var given = settings.with(Settings.TLS, wanted)
                .with(Settings.TLS_CA, authority)
                .with(Settings.TLS_CERT, certificate)
                .with(Settings.TLS_KEY, key);
        var files = new WorkerTls(
                given.path(Settings.TLS_CA).orElse(null),
                given.path(Settings.TLS_CERT).orElse(null),
                given.path(Settings.TLS_KEY).orElse(null));
        boolean named = !files.equals(WorkerTls.OF_THE_JVM);
        return named || isWanted(given) ? Optional.of(files) : Optional.empty();
    }

    private static boolean isWanted(Settings settings) {
        String text = settings.get(Settings.TLS).orElse("false").strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(Settings.TLS + " is true or false, not '" + text + "'");
        };
    }
}
