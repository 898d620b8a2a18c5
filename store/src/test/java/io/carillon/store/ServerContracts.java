package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.DatabaseServer;
import io.carillon.engine.Archive;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Membership;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.JobId;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.testkit.SharedArchiveContract;
import io.carillon.testkit.SharedMembershipContract;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of a database that several nodes share: those of all, each in a database of its own, and those of sharing. */
abstract class ServerContracts extends AllContracts {

    private static final int DAYS = 30;
    private static final int RENEWALS = 300;

    private static final AtomicInteger databases = new AtomicInteger();

    @TempDir
    private Path nodes;

    private String name = "";
    private @Nullable JdbcStore other;

    abstract DatabaseServer server();

    @Override
    JdbcStore empty(@Nullable Archive archive) {
        name = "contract_" + databases.incrementAndGet();
        server().create(name);
        return open("node-1", archive);
    }

    @Override
    Session aside() throws SQLException {
        return new Session(server().connect(name));
    }

    @Test
    void a_server_that_is_another_product_is_refused_by_its_name() {
        open(null);
        var product = new RemoteDatabase.Product("Another", new SqliteDialect(), List.of(), List.of(), "SELECT 0");
        var user = new Properties();
        user.setProperty("user", DatabaseServer.USER);
        user.setProperty("password", DatabaseServer.PASSWORD);

        assertThatThrownBy(() -> new RemoteDatabase(product, server().driverUrl(name), user).openReader())
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("it is (PostgreSQL|MariaDB|MySQL) .*, and its URL names Another");
    }

    /** At midnight all nodes need the same tables at once. */
    @Test
    void two_nodes_that_make_the_tables_of_a_day_at_once_both_commit() throws Exception {
        JdbcStore one = opened();
        JdbcStore two = another(null);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var barrier = new CyclicBarrier(2);
            var first = threads.submit(() -> commitDays(one, 1, barrier));
            var second = threads.submit(() -> commitDays(two, 2, barrier));

            assertThat(Stream.concat(first.get().stream(), second.get().stream()))
                    .containsOnly(CommitOutcome.Committed.WHOLE);
        }
    }

    private static List<CommitOutcome> commitDays(JdbcStore store, int number, CyclicBarrier barrier) throws Exception {
        var node = new NodeId("node-" + number);
        var partition = new Partition(number);
        var fence = new TreeMap<Partition, Epoch>();
        store.takeOver(node, new TreeMap<>(Map.of(partition, Epoch.NONE)))
                .forEach(image -> fence.put(image.partition(), image.epoch()));
        var outcomes = new ArrayList<CommitOutcome>();
        for (int day = 0; day < DAYS; day++) {
            Instant at = Subject.T0.plus(Duration.ofDays(day));
            Write write = new Write.CancelPending(partition, new JobId(1), at);
            barrier.await();
            outcomes.add(store.commit(new CommitBatch(node, 0, day + 1, at, fence, List.of(write))));
        }
        return outcomes;
    }

    private JdbcStore open(String node, @Nullable Archive archive) {
        return ServerDatabase.open(
                nodes.resolve(node), server().url(name), DatabaseServer.USER, DatabaseServer.PASSWORD, archive);
    }

    private JdbcStore another(@Nullable Archive archive) {
        other = open("node-2", archive);
        return other;
    }

    @AfterEach
    void closeOther() {
        if (other != null) {
            other.close();
        }
    }

    @Nested
    final class OfSharedArchives extends SharedArchiveContract {

        @Override
        protected Store open(Archive archive) {
            return ServerContracts.this.open(archive);
        }

        @Override
        protected Store another(Archive archive) {
            return ServerContracts.this.another(archive);
        }
    }

    @Nested
    final class OfCharters extends CharterContract {

        @Override
        JdbcStore open() {
            return opened();
        }

        @Override
        Session aside() throws SQLException {
            return ServerContracts.this.aside();
        }
    }

    @Nested
    final class OfSharedMemberships extends SharedMembershipContract {

        private final List<Membership> both = new ArrayList<>();

        @Override
        protected Membership open() {
            both.add(opened().membership());
            return both.getLast();
        }

        @Override
        protected Membership another() {
            both.add(ServerContracts.this.another(null).membership());
            return both.getLast();
        }

        @Override
        protected void pass() throws InterruptedException {
            Thread.sleep(10);
        }

        /** Each looks for nodes that are long gone, and finds none: that must not need what the other has just written. */
        @Test
        void nodes_that_renew_at_once_are_in_nobodys_way() throws Exception {
            try (var threads = Executors.newFixedThreadPool(2)) {
                Future<?> first = threads.submit(() -> renewOften(both.getFirst(), new NodeId("node-1")));
                Future<?> second = threads.submit(() -> renewOften(both.getLast(), new NodeId("node-2")));

                assertThatCode(first::get).doesNotThrowAnyException();
                assertThatCode(second::get).doesNotThrowAnyException();
            }
        }

        private static void renewOften(Membership membership, NodeId node) {
            for (int i = 0; i < RENEWALS; i++) {
                membership.renew(node, Duration.ofMinutes(1), false);
            }
        }
    }
}
