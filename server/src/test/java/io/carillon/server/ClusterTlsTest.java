package io.carillon.server;

import static io.carillon.server.Listed.items;
import static io.carillon.server.Listed.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that prove themselves to each other, and one that believes in somebody else. */
@Timeout(180)
class ClusterTlsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String NOOP = """
            {"task": {"type": "noop", "app": "test"}}""";

    @TempDir
    static Path files;

    private static TestingAuthority ours;
    private static TestingAuthority theirs;
    private static DatabaseServer database;

    @TempDir
    private Path data;

    @BeforeAll
    static void start() throws Exception {
        ours = TestingAuthority.in(files.resolve("ours"));
        theirs = TestingAuthority.in(files.resolve("theirs"));
        database = PostgresServer.start(files.resolve("postgres"), "fsync=off");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void nodes_that_vouch_for_each_other_take_each_others_commands() throws Exception {
        String url = database.create("mutual");
        try (var one = node("one", url, ours);
                var other = node("other", url, ours)) {
            other.put("/api/v1/apps/test", "");
            for (String name : ownedBy(other, one)) {
                assertThat(one.post(JOBS, TestingServer.job(name, NOOP)).status())
                        .isEqualTo(201);
            }
            for (String name : ownedBy(one, other)) {
                assertThat(other.post(JOBS, TestingServer.job(name, NOOP)).status())
                        .isEqualTo(201);
            }
        }
    }

    @Test
    void who_does_not_trust_the_owners_certificate_says_so_and_nothing_has_happened() throws Exception {
        String url = database.create("doubting");
        try (var doubting = node("doubting", url, theirs);
                var doubted = node("doubted", url, ours)) {
            doubted.put("/api/v1/apps/test", "");
            String name = ownedBy(doubted, doubting).getFirst();

            var refused = doubting.post(JOBS, TestingServer.job(name, NOOP));

            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.text("code")).isEqualTo("owner-unreachable");
            assertThat(refused.body())
                    .contains("does not trust its certificate")
                    .contains("CARILLON_GRPC_TLS_PEER_CA");
            assertThat(doubted.get(JOBS + "/" + name).status()).isEqualTo(404);
            assertThat(doubted.post(JOBS, TestingServer.job(name, NOOP)).status())
                    .isEqualTo(201);
        }
    }

    /** Shows what our authority issued, as nodes and workers must. */
    private TestingServer node(String name, String url, TestingAuthority believed) throws Exception {
        var shown = ours.issue(name);
        var tls = new TlsSettings(shown.certificate(), shown.key(), ours.certificate());
        return TestingServer.start(data.resolve(name), url, tls, believed.certificate());
    }

    /** Names of jobs that are a node's to keep, once the other knows that too. */
    private static List<String> ownedBy(TestingServer owner, TestingServer asked) throws InterruptedException {
        String id = owner.server().nodeId().value();
        asked.until("/api/v1/nodes", Listed::isShared);
        List<Json> partitions = items(asked.get("/api/v1/partitions"));
        return IntStream.range(0, 100)
                .mapToObj(number -> "job-" + number)
                .filter(name -> id.equals(text(
                        partitions.get(Partition.of(JobKey.of("default", name), partitions.size())
                                .number()),
                        "owner")))
                .limit(5)
                .toList();
    }
}
