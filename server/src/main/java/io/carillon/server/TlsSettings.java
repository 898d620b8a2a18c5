package io.carillon.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files by which the gRPC port is encrypted.
 *
 * @param certificate what the node shows, with the chain up to an authority that workers trust
 * @param key the certificate's private key, in PKCS#8
 * @param clientAuthority who vouches for workers; null where they show nothing but their token
 */
public record TlsSettings(
        Path certificate, Path key, @Nullable Path clientAuthority) {

    public static final String CERTIFICATE = "CARILLON_GRPC_TLS_CERT";
    public static final String KEY = "CARILLON_GRPC_TLS_KEY";
    public static final String CLIENT_AUTHORITY = "CARILLON_GRPC_TLS_CLIENT_CA";

    public boolean isMutual() {
        return clientAuthority != null;
    }

    /** Reads the settings by name; null where none is set. */
    static @Nullable TlsSettings read(Function<String, @Nullable String> source) {
        Optional<Path> certificate = file(source, CERTIFICATE);
        Optional<Path> key = file(source, KEY);
        Optional<Path> clientAuthority = file(source, CLIENT_AUTHORITY);
        if (certificate.isPresent() != key.isPresent()) {
            throw new StartException(CERTIFICATE + " and " + KEY + " belong together: set both, or neither");
        }
        if (certificate.isEmpty() && clientAuthority.isPresent()) {
            throw new StartException(CLIENT_AUTHORITY + " asks workers for certificates, which takes TLS: set "
                    + CERTIFICATE + " and " + KEY);
        }
        return certificate.isEmpty()
                ? null
                : new TlsSettings(certificate.get(), key.orElseThrow(), clientAuthority.orElse(null));
    }

    private static Optional<Path> file(Function<String, @Nullable String> source, String name) {
        return Optional.ofNullable(source.apply(name))
                .filter(text -> !text.isBlank())
                .map(text -> Path.of(text).toAbsolutePath().normalize());
    }
}
