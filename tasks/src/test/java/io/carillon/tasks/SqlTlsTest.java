package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static io.carillon.tasks.TestingRun.perform;
import static io.carillon.tasks.TestingRun.quoted;
import static io.carillon.tasks.TestingRun.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import io.carillon.databases.PostgresServer;
import io.carillon.tasks.SqlAccess.Tls;
import io.carillon.worker.task.TaskType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** To whom a password is given, on real servers that have a certificate for 127.0.0.1. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlTlsTest {

    private final DatabaseServer postgres;
    private final DatabaseServer mariaDb;
    private final TestingCertificate theirs;
    private final TestingCertificate anothers;

    SqlTlsTest(@TempDir Path directory) throws Exception {
        theirs = TestingCertificate.make(directory, "theirs");
        anothers = TestingCertificate.make(directory, "anothers");
        postgres = PostgresServer.start(
                directory.resolve("postgresql"),
                "ssl=on",
                "ssl_cert_file=" + theirs.certificate(),
                "ssl_key_file=" + theirs.key());
        mariaDb = MariaDbServer.start(
                directory.resolve("mariadb"), "ssl", "ssl-cert=" + theirs.certificate(), "ssl-key=" + theirs.key());
    }

    @BeforeAll
    void create() {
        postgres.create("orders");
        mariaDb.create("orders");
    }

    @AfterAll
    void close() {
        postgres.close();
        mariaDb.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void a_server_that_proves_its_name_is_spoken_to_in_secret(SqlKind kind) throws Exception {
        assertThat(isEncrypted(kind, task(kind, Tls.VERIFY, Optional.of(theirs.certificate()))))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void a_server_that_someone_else_vouches_for_is_not(SqlKind kind) throws Exception {
        var failed = failure(task(kind, Tls.VERIFY, Optional.of(anothers.certificate())), select(kind, "127.0.0.1"));

        assertThat(failed.code()).isEqualTo("SQL_CONNECTION");
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void a_server_that_nobody_known_vouches_for_is_not(SqlKind kind) throws Exception {
        var failed = failure(task(kind, Tls.VERIFY, Optional.empty()), select(kind, "127.0.0.1"));

        assertThat(failed.code()).isEqualTo("SQL_CONNECTION");
        assertThat(failed.message()).contains("PKIX");
    }

    /** PostgreSQL's driver asks the JVM itself, once and for all, so that no test can show it. */
    @Test
    void a_server_that_the_jvm_trusts_is_spoken_to_by_mariadbs_driver_in_secret() throws Exception {
        System.setProperty("javax.net.ssl.trustStore", theirs.trustStore().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", TestingCertificate.PASSWORD);
        try {
            var sql = task(SqlKind.MARIADB, Tls.VERIFY, Optional.empty());

            assertThat(isEncrypted(SqlKind.MARIADB, sql)).isTrue();
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void a_server_of_another_name_is_not(SqlKind kind) throws Exception {
        var failed = failure(task(kind, Tls.VERIFY, Optional.of(theirs.certificate())), select(kind, "localhost"));

        assertThat(failed.code()).isEqualTo("SQL_CONNECTION");
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void whoever_answers_is_spoken_to_in_secret_where_that_is_enough(SqlKind kind) throws Exception {
        assertThat(isEncrypted(kind, task(kind, Tls.REQUIRE, Optional.empty()))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void without_tls_nothing_is_secret(SqlKind kind) throws Exception {
        assertThat(isEncrypted(kind, task(kind, Tls.OFF, Optional.empty()))).isFalse();
    }

    private boolean isEncrypted(SqlKind kind, TaskType sql) throws Exception {
        var rows = result(perform(sql, select(kind, "127.0.0.1"))).get("rows");
        assertThat(rows).hasSize(1);
        var answer = rows.get(0).get(0);
        return kind == SqlKind.POSTGRESQL
                ? answer.booleanValue()
                : !answer.stringValue().isEmpty();
    }

    /** Asks the server whether the connection is encrypted; MariaDB answers with the cipher, or with nothing. */
    private String select(SqlKind kind, String host) {
        var statement = kind == SqlKind.POSTGRESQL
                ? "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
                : "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'";
        return "{\"kind\":\"" + kind.word() + "\",\"host\":\"" + host + "\",\"port\":"
                + port(kind) + ",\"database\":\"orders\",\"credentials\":\"reporting\",\"statement\":"
                + quoted(statement) + "}";
    }

    private int port(SqlKind kind) {
        return (kind == SqlKind.POSTGRESQL ? postgres : mariaDb).port();
    }

    private TaskType task(SqlKind kind, Tls tls, Optional<Path> authority) {
        int port = port(kind);
        var hosts = List.of("127.0.0.1:" + port, "localhost:" + port);
        var access = new SqlAccess(DatabaseServer.USER, DatabaseServer.PASSWORD, hosts, tls, authority);
        return SqlTask.of(new SqlPolicy(Map.of("reporting", access)));
    }
}
