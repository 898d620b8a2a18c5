package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.worker.task.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before any server is called. */
class SqlSettingsTest {

    private static final String GOOD = "'kind':'postgresql','host':'db.example','database':'orders',"
            + "'credentials':'reporting','statement':'SELECT 1'";

    private final TaskType sql = SqlTask.of(new SqlPolicy(Map.of(
            "reporting",
            new SqlAccess("reader", "hunter2", List.of("db.example:1"), SqlAccess.Tls.VERIFY, Optional.empty()))));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'host':'db.example?sslmode=disable'; host",
                "'host':'db.example/x'; host",
                "'host':'db.example,other.example'; host",
                "'host':'user@db.example'; host",
                "'host':'(host=db.example)'; host",
                "'host':'a b'; host",
                "'database':'orders?allowLocalInfile=true'; database",
                "'database':'orders&socketFactory=x.Y'; database",
                "'database':'../orders'; database",
                "'database':'orders%3Fa'; database",
                "'kind':'h2'; kind",
                "'kind':'jdbc:h2:mem:x'; kind",
                "'port':70000; port",
                "'port':'5432'; port",
                "'mode':'call'; mode",
                "'maxRows':10001; maxRows",
                "'args':{'a':1}; args",
                "'args':[[1]]; args",
                "'timeout':'2d'; timeout",
                "'url':'jdbc:postgresql://x/y'; url",
                "'properties':{'sslmode':'disable'}; properties",
                "'password':'x'; password"
            })
    void a_setting_that_cannot_be_used_is_named(String setting, String field) throws Exception {
        var failed = failure(sql, settings(setting));

        assertThat(failed.code()).isEqualTo("INVALID_SETTINGS");
        assertThat(failed.message()).startsWith(field + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'credentials':'other'", "'host':'db.example.evil.example'", "'port':2", "'host':'DB.example'"})
    void what_the_operator_did_not_list_is_refused_for_good_and_without_the_password(String setting) throws Exception {
        var failed = failure(sql, settings(setting));

        assertThat(failed.code()).isEqualTo("SQL_REFUSED");
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.message()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "db.example, db.example, 5432, true",
        "db.example, DB.Example, 5432, true",
        "db.example, db.example, 5433, false",
        "db.example:5433, db.example, 5433, true",
        "db.example:5433, db.example, 5432, false",
        "*.db.example, a.db.example, 5432, true",
        "*.db.example, a.b.db.example, 5432, true",
        "*.db.example, db.example, 5432, false",
        "*.db.example, evildb.example, 5432, false",
        "db.example, a.db.example, 5432, false",
        "db.example, db.example., 5432, false",
        "10.0.0.1, 10.0.0.1, 5432, true",
        "10.0.0.1, 10.0.0.11, 5432, false"
    })
    void hosts_match_whole_or_by_their_domain(String pattern, String host, int port, boolean matches) {
        assertThat(SqlHost.parse(pattern).matches(host, port, 5432)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*.", "a*.example", "db.example:0", "db.example:65536", "a/b", "::1", "a b"})
    void a_host_that_cannot_be_meant_is_refused(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> SqlHost.parse(pattern));
    }

    @Test
    void accesses_are_read_from_a_file_of_the_operator() throws IOException {
        var policy = SqlPolicy.read(file("rw-------", """
                reporting.user=reader
                reporting.password=hunter2
                reporting.hosts=db.example, *.shop.example:5433
                reporting.tls=require
                batch.user=writer
                batch.password=x
                batch.hosts=db.example
                batch.ca=/etc/ca.pem
                """));

        assertThat(policy.accesses())
                .isEqualTo(Map.of(
                        "reporting",
                        new SqlAccess(
                                "reader",
                                "hunter2",
                                List.of("db.example", "*.shop.example:5433"),
                                SqlAccess.Tls.REQUIRE,
                                Optional.empty()),
                        "batch",
                        new SqlAccess(
                                "writer",
                                "x",
                                List.of("db.example"),
                                SqlAccess.Tls.VERIFY,
                                Optional.of(Path.of("/etc/ca.pem")))));
        assertThat(policy.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a.user=x; a: password is missing",
                "a.user=x|a.password=hunter2; a: hosts is missing",
                "a.user=x|a.password=hunter2|a.hosts=*; a: \"*\" is not a host",
                "a.user=x|a.password=hunter2|a.hosts=b|a.tls=maybe; a: tls 'maybe' is none of",
                "a.url=jdbc:x; 'a.url' is not",
                "password=hunter2; 'password' is not"
            })
    void a_mistake_in_the_file_is_named_without_the_password(String lines, String mistake) throws IOException {
        var file = file("rw-------", lines.replace('|', '\n'));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqlPolicy.read(file))
                .withMessageContaining(mistake)
                .withMessageContaining(file.toString())
                .withMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void a_file_that_others_can_read_or_write_is_refused(String permissions) throws IOException {
        var file = file(permissions, "a.user=x\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqlPolicy.read(file))
                .withMessageContaining("chmod 600");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqlPolicy.read(directory.resolve("none")))
                .withMessageContaining("none can't be read");
    }

    private Path file(String permissions, String lines) throws IOException {
        var file = Files.writeString(directory.resolve("sql"), lines);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** The good settings with one in the place of, or besides, what is there. */
    private static String settings(String setting) {
        var name = setting.substring(0, setting.indexOf(':'));
        var others = GOOD.replaceAll(name + ":'[^']*',?", "").replaceAll(",$", "");
        return ("{" + others + "," + setting + "}").replace('\'', '"');
    }
}
