package io.carillon.worker;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By what a worker knows that it speaks to the right server, and the server that it speaks to the right worker. The files are read
 * with every dial, so that one that was renewed is taken up by the next.
 *
 * @param authority a PEM file with the certificates that vouch for the server; null for those that the JVM trusts
 * @param certificate a PEM file with what the worker shows, and its chain; null where it shows nothing but its token
 * @param key a PEM file with the certificate's private key, in PKCS#8 without a password
 */
public record WorkerTls(
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key) {

    /** The server is vouched for by whom the JVM trusts. */
    public static final WorkerTls OF_THE_JVM = new WorkerTls(null, null, null);

    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----", Pattern.MULTILINE);

    public WorkerTls {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a certificate and its key belong together: give both, or neither");
        }
    }

    /** The server is vouched for by the certificates in a PEM file, and by nobody else. */
    public static WorkerTls trusting(Path authority) {
        return new WorkerTls(authority, null, null);
    }

    /** The same, but the worker proves itself too. */
    public WorkerTls showing(Path chain, Path privateKey) {
        return new WorkerTls(authority, chain, privateKey);
    }

    /** @throws IllegalArgumentException if a file can't be used, with its name and the reason */
    ChannelCredentials credentials() {
        try {
            var credentials = TlsChannelCredentials.newBuilder();
            if (authority != null) {
                certificate(authority);
                credentials.trustManager(authority.toFile());
            }
            if (certificate != null && key != null) {
                checkKey(key, certificate(certificate));
                credentials.keyManager(certificate.toFile(), key.toFile());
            }
            return credentials.build();
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("a file for TLS can't be read: " + unreadable, unreadable);
        }
    }

    private static Certificate certificate(Path file) throws IOException {
        try {
            var all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (!all.isEmpty()) {
                return all.iterator().next();
            }
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException(
                    file + " holds no certificates in PEM: " + malformed.getMessage(), malformed);
        }
        throw new IllegalArgumentException(file + " holds no certificate");
    }

    private static void checkKey(Path file, Certificate certificate) throws IOException {
        var found = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        try {
            if (found.find()) {
                var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
                KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                        .generatePrivate(encoded);
                return;
            }
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "the key in " + file + " can't be read, or is not of the certificate's kind", malformed);
        }
        throw new IllegalArgumentException(
                file + " holds no private key in PKCS#8 without a password; 'openssl pkcs8 -topk8 -nocrypt' makes one");
    }
}
