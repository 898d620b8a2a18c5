package io.carillon.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * By what a feed knows that it speaks to the right node, and the node that it is fed by the right one. The files are read with every dial,
 * so that one that was renewed is taken up by the next.
 *
 * @param authority a PEM file with the certificates that vouch for the node; null for those that the JVM trusts
 * @param certificate a PEM file with what is shown to the node, and its chain; null where nothing but the token is
 * @param key a PEM file with the certificate's private key, in PKCS#8 without a password
 */
public record FeedTls(
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key) {

    public FeedTls {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a certificate and its key belong together: give both, or neither");
        }
    }

    /** @throws IllegalArgumentException if a file can't be used */
    ChannelCredentials credentials() {
        try {
            var credentials = TlsChannelCredentials.newBuilder();
            if (authority != null) {
                credentials.trustManager(authority.toFile());
            }
            if (certificate != null && key != null) {
                credentials.keyManager(certificate.toFile(), key.toFile());
            }
            return credentials.build();
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("a file for TLS can't be read: " + unreadable, unreadable);
        }
    }
}
