package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Files that no port can be encrypted by are refused at the start, with their names. */
class TlsFilesTest {

    @TempDir
    static Path files;

    private static TestingAuthority.Identity one;
    private static TestingAuthority.Identity other;

    @BeforeAll
    static void makeCertificates() throws Exception {
        var authority = TestingAuthority.in(files);
        one = authority.issue("one");
        other = authority.issue("other");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        Path nowhere = files.resolve("nowhere.crt");

        assertRefused(new TlsSettings(nowhere, one.key(), null), nowhere + " can't be read");
        assertRefused(new TlsSettings(one.certificate(), nowhere, null), nowhere + " can't be read");
        assertRefused(new TlsSettings(one.certificate(), one.key(), nowhere), nowhere + " can't be read");
    }

    @Test
    void a_key_of_another_certificate_is_refused() {
        assertRefused(
                new TlsSettings(one.certificate(), other.key(), null),
                "the key in " + other.key() + " does not belong to the certificate in " + one.certificate());
    }

    @Test
    void what_is_no_certificate_or_no_key_is_refused() throws Exception {
        Path empty = Files.writeString(files.resolve("empty"), "");
        Path strange = Files.writeString(
                files.resolve("strange"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");

        assertRefused(new TlsSettings(empty, one.key(), null), empty + " holds no certificate");
        assertRefused(new TlsSettings(one.key(), one.key(), null), one.key() + " holds no certificate");
        assertRefused(new TlsSettings(one.certificate(), empty, null), "PKCS#8");
        assertRefused(new TlsSettings(one.certificate(), strange, null), "openssl pkcs8 -topk8 -nocrypt");
        assertRefused(new TlsSettings(one.certificate(), one.key(), empty), empty + " holds no certificate");
    }

    @Test
    void a_server_does_not_start_with_files_that_it_cannot_use_and_leaves_nothing_behind() {
        var settings = read(Map.of(
                TlsSettings.CERTIFICATE,
                one.certificate().toString(),
                TlsSettings.KEY,
                other.key().toString(),
                ServerSettings.DATA_DIR,
                files.resolve("data").toString(),
                ServerSettings.HTTP_PORT,
                "0",
                ServerSettings.GRPC_PORT,
                "0",
                ServerSettings.MANAGEMENT_PORT,
                "0"));

        assertThatThrownBy(() -> CarillonServer.start(settings))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("does not belong");
        assertThat(files.resolve("data")).doesNotExist();
    }

    @Test
    void settings_that_make_no_sense_without_each_other_are_refused() {
        assertThatThrownBy(() -> read(Map.of(TlsSettings.CERTIFICATE, "some.crt")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(TlsSettings.KEY);
        assertThatThrownBy(() -> read(Map.of(TlsSettings.CLIENT_AUTHORITY, "some.crt")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(TlsSettings.CERTIFICATE);
        assertThat(read(Map.of()).tls()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 1", "127.0.0.1, 0"})
    void a_port_beyond_this_machine_that_is_not_encrypted_is_warned_of(String address, int warnings) throws Exception {
        var said = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(CarillonServer.class);
        said.start();
        logger.addAppender(said);
        try {
            CarillonServer.Encryption.of(ServerSettings.read(_ -> null, InetAddress.getByName(address)));
        } finally {
            logger.detachAppender(said);
        }

        assertThat(said.list)
                .hasSize(warnings)
                .allSatisfy(event -> assertThat(event.getFormattedMessage())
                        .contains("workers-not-encrypted")
                        .contains(TlsSettings.CERTIFICATE));
    }

    private static ServerSettings read(Map<String, String> settings) {
        return ServerSettings.read(settings::get, InetAddress.getLoopbackAddress());
    }

    private static void assertRefused(TlsSettings settings, String message) {
        assertThatThrownBy(() -> TlsKeeper.open(settings))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(message);
    }
}
