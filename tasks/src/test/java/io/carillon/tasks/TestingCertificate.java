package io.carillon.tasks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/** A certificate for 127.0.0.1 that vouches for itself, and its key, as PEM files. */
record TestingCertificate(Path certificate, Path key) {

    static final String PASSWORD = "not-secret";

    static TestingCertificate make(Path directory, String name) throws Exception {
        var store = directory.resolve(name + ".p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var made = new ProcessBuilder((keytool + " -genkeypair -alias a -keyalg EC -dname CN=" + name
                                + " -ext SAN=IP:127.0.0.1" + " -validity 3 -storetype PKCS12 -storepass " + PASSWORD
                                + " -keystore " + store)
                        .split(" "))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        if (made.waitFor() != 0) {
            throw new AssertionError("keytool made no certificate");
        }
        return export(store, directory, name);
    }

    /** A store of those who are trusted, with this one alone in it. */
    Path trustStore() throws IOException, GeneralSecurityException {
        var store = certificate.resolveSibling("trusted.p12");
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(certificate);
                var out = Files.newOutputStream(store)) {
            trusted.setCertificateEntry(
                    "a", CertificateFactory.getInstance("X.509").generateCertificate(in));
            trusted.store(out, PASSWORD.toCharArray());
        }
        return store;
    }

    private static TestingCertificate export(Path store, Path directory, String name)
            throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var certificate = directory.resolve(name + ".crt");
        var key = directory.resolve(name + ".key");
        write(certificate, "CERTIFICATE", keys.getCertificate("a").getEncoded());
        write(key, "PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
        return new TestingCertificate(certificate, key);
    }

    /** Servers refuse a key that others can read. */
    private static void write(Path file, String kind, byte[] bytes) throws IOException {
        var text = Base64.getMimeEncoder().encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
