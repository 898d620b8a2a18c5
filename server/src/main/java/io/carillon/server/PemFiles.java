package io.carillon.server;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates and keys as files hold them. What can't be used is named with its file and the reason. */
final class PemFiles {

    private static final byte[] SAMPLE = "whoever signs this has the key".getBytes(StandardCharsets.US_ASCII);

    private PemFiles() {}

    /** A certificate with its chain, and the key that belongs to it. */
    record Identity(List<X509Certificate> chain, PrivateKey key) {}

    static Identity identity(Path certificate, Path key) throws IOException, GeneralSecurityException {
        var identity = new Identity(List.of(certificates(certificate)), privateKey(key));
        if (!belong(identity.key(), identity.chain().getFirst().getPublicKey())) {
            throw new InvalidKeyException(
                    "the key in " + key + " does not belong to the certificate in " + certificate);
        }
        return identity;
    }

    static X509Certificate[] certificates(Path file) throws IOException, CertificateException {
        X509Certificate[] certificates;
        try {
            certificates = CertificateUtils.getX509Certificates(new ByteArrayInputStream(bytes(file)));
        } catch (CertificateException malformed) {
            throw new CertificateException(
                    file + " holds no certificates in PEM: " + malformed.getMessage(), malformed);
        }
        if (certificates.length == 0) {
            throw new CertificateException(file + " holds no certificate");
        }
        return certificates;
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        try {
            return CertificateUtils.getPrivateKey(new ByteArrayInputStream(bytes(file)));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new InvalidKeyException(
                    file
                            + " holds no private key in PKCS#8 without a password (\"-----BEGIN PRIVATE KEY-----\"), of RSA or EC; "
                            + "'openssl pkcs8 -topk8 -nocrypt' makes one",
                    malformed);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new IOException(file + " can't be read: " + unreadable, unreadable);
        }
    }

    private static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        var signature = Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(SAMPLE);
        return signature.verify(signed);
    }
}
