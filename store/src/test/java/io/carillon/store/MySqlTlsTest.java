package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MySqlServer;
import io.carillon.engine.StoreException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways of showing a password to MySQL that docs/storage.md names; the server makes its own certificates when it first starts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MySqlTlsTest {

    private static final String DATABASE = "tls";

    private MySqlServer server;
    private Path directory;

    @BeforeAll
    void start(@TempDir Path place) {
        directory = place;
        server = MySqlServer.start(place.resolve("server"));
        server.create(DATABASE);
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void a_server_whose_certificate_is_known_is_spoken_to_in_secret() {
        try (JdbcStore store = open("sslMode=verify-ca&serverSslCert=" + file("ca.pem"))) {
            assertThat(cipher(store)).startsWith("TLS_");
        }
    }

    @Test
    void its_public_key_lets_a_password_be_shown_without_tls() {
        try (JdbcStore store = open("sslMode=disable&serverRsaPublicKeyFile=" + file("public_key.pem"))) {
            assertThat(cipher(store)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sslMode=verify-ca&serverSslCert=client-cert.pem", "sslMode=verify-full&serverSslCert=ca.pem"})
    void a_certificate_that_nobody_vouches_for_or_that_is_for_another_host_is_refused(String how) {
        int name = how.lastIndexOf('=') + 1;

        assertThatThrownBy(() -> open(how.substring(0, name) + file(how.substring(name))))
                .isInstanceOf(StoreException.class)
                .hasStackTraceContaining("SSL");
    }

    private Path file(String name) {
        return directory.resolve("server/data").resolve(name);
    }

    private JdbcStore open(String how) {
        return ServerDatabase.open(
                directory.resolve("node"),
                "jdbc:mysql://127.0.0.1:" + server.port() + "/" + DATABASE + "?" + how,
                DatabaseServer.USER,
                DatabaseServer.PASSWORD);
    }

    private static String cipher(JdbcStore store) {
        List<String> ciphers = store.readers()
                .read(session -> session.query(
                        "SELECT variable_value FROM performance_schema.session_status WHERE variable_name = 'Ssl_cipher'",
                        _ -> {},
                        Row::text));
        return ciphers.getFirst();
    }
}
