package io.carillon.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes certificates, all signed by one authority, as PEM files. */
final class TestingAuthority {

    private static final String PASSWORD = "not-secret";
    private static final String SIGNER = "authority";

    private final Path directory;
    private final Path store;

    private TestingAuthority(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("keys.p12");
    }

    /** Files that go together. */
    record Identity(Path certificate, Path key) {}

    static TestingAuthority in(Path directory) throws Exception {
        Files.createDirectories(directory);
        var authority = new TestingAuthority(directory);
        authority.keytool(SIGNER, List.of("-ext", "bc:c", "-validity", "3"));
        return authority;
    }

    /** What those trust who trust this authority. */
    Path certificate() throws Exception {
        Path file = directory.resolve("authority.crt");
        write(file, "CERTIFICATE", List.of(keys().getCertificate(SIGNER).getEncoded()));
        return file;
    }

    /** For the name and the address of this machine. */
    Identity issue(String name) throws Exception {
        return issue(name, "-validity", "3");
    }

    /** One that was valid for a day, ten days ago. */
    Identity issueExpired(String name) throws Exception {
        return issue(name, "-startdate", "-10d", "-validity", "1");
    }

    private Identity issue(String name, String... validity) throws Exception {
        var options = new ArrayList<>(
                List.of("-signer", SIGNER, "-signerkeypass", PASSWORD, "-ext", "SAN=ip:127.0.0.1,dns:localhost"));
        options.addAll(List.of(validity));
        keytool(name, options);
        KeyStore keys = keys();
        var identity = new Identity(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
        var chain = new ArrayList<byte[]>();
        for (Certificate certificate : keys.getCertificateChain(name)) {
            chain.add(certificate.getEncoded());
        }
        Key key = keys.getKey(name, PASSWORD.toCharArray());
        write(identity.key(), "PRIVATE KEY", List.of(key.getEncoded()));
        write(identity.certificate(), "CERTIFICATE", chain);
        return identity;
    }

    private void keytool(String alias, List<String> more) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(more);
        Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (made.waitFor() != 0) {
            throw new AssertionError("keytool made no certificate: " + said);
        }
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private static void write(Path file, String kind, List<byte[]> parts) throws IOException {
        var text = new StringBuilder();
        for (byte[] bytes : parts) {
            text.append("-----BEGIN ").append(kind).append("-----\n");
            text.append(Base64.getMimeEncoder().encodeToString(bytes));
            text.append("\n-----END ").append(kind).append("-----\n");
        }
        Files.writeString(file, text);
    }
}
