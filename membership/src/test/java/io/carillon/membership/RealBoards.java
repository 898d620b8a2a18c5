package io.carillon.membership;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Charter;
import io.carillon.engine.Membership;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import io.carillon.store.JdbcStore;
import io.carillon.store.ServerDatabase;
import io.carillon.testkit.MembershipContract;
import io.carillon.testkit.SharedMembershipContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clusters whose list is on real servers, with the clock and the charter of a real database. Whatever keeps the list, their membership
 * is as everybody's.
 *
 * @param <S> what keeps the list
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class RealBoards<S extends AutoCloseable> {

    static final NodeId A = new NodeId("node-a");
    static final NodeId B = new NodeId("node-b");
    static final Duration LONG = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final AtomicInteger made = new AtomicInteger();
    private final List<AutoCloseable> opened = new ArrayList<>();

    private Path directory = Path.of("");
    private @Nullable DatabaseServer database;
    private @Nullable S list;
    private @Nullable JdbcStore store;
    private int number;

    /** Starts what keeps the list in an empty directory. */
    abstract S start(Path empty);

    /** How a node is told of it, without a path. */
    abstract String url();

    @BeforeAll
    void startServers(@TempDir Path empty) throws Exception {
        directory = empty;
        list = start(directory.resolve("list"));
        database = PostgresServer.start(directory.resolve("database"));
        untilItWorks(() -> membership().nodes());
        closeAll();
    }

    @AfterAll
    void stopServers() throws Exception {
        if (list != null) {
            list.close();
        }
        if (database != null) {
            database.close();
        }
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        opened.clear();
        store = null;
    }

    S list() {
        return requireNonNull(list);
    }

    /** A cluster of its own: a database and a path. */
    Charter charter() {
        return storeOfCluster().charter().orElseThrow();
    }

    JdbcStore storeOfCluster() {
        JdbcStore known = store;
        if (known == null) {
            number = made.incrementAndGet();
            known = database("cluster_" + number);
            store = known;
        }
        return known;
    }

    /** Another cluster's. */
    Charter charterOfAnother() {
        return database("other_" + made.incrementAndGet()).charter().orElseThrow();
    }

    private JdbcStore database(String name) {
        DatabaseServer at = requireNonNull(database);
        at.create(name);
        JdbcStore made = ServerDatabase.open(
                directory.resolve(name), at.url(name), DatabaseServer.USER, DatabaseServer.PASSWORD);
        opened.add(made);
        return made;
    }

    BoardMembership membership() {
        return membership(url());
    }

    /** The membership of the cluster as a process has it that was told of this. */
    BoardMembership membership(String url) {
        Charter charter = charter();
        return membership(charter, url + path());
    }

    BoardMembership membership(Charter charter, String address) {
        var membership =
                BoardMembership.open(BoardAddress.parse(address), access(), charter, RandomGenerator.getDefault());
        opened.add(membership);
        return membership;
    }

    /** Where the list of the cluster is. */
    String path() {
        charter();
        return "/carillon/" + number;
    }

    /** As whom the nodes sign in. */
    BoardAccess access() {
        return BoardAccess.OPEN;
    }

    /** A board that is nobody's list. */
    Board board(String url) {
        return boardAt(url + "/boards/" + charter().cluster());
    }

    Board boardAt(String address) {
        Board board = BoardMembership.board(BoardAddress.parse(address), access());
        opened.add(board);
        return board;
    }

    @Nested
    final class OfMemberships extends MembershipContract {

        @Override
        protected Membership open() {
            return membership();
        }
    }

    @Nested
    final class OfSharedMemberships extends SharedMembershipContract {

        @Override
        protected Membership open() {
            return membership();
        }

        @Override
        protected Membership another() {
            return membership();
        }

        @Override
        protected void pass() throws InterruptedException {
            Thread.sleep(PAUSE);
        }
    }

    static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failed -> assertThat(failed.code()).isEqualTo(StoreException.Code.UNAVAILABLE))
                .hasMessageContaining("127.0.0.1:");
    }

    interface Attempt<T> {

        T make();
    }

    interface Condition {

        boolean holds();
    }

    static void until(Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            Thread.sleep(PAUSE);
        }
    }

    /** A server that is back may take a moment until its client has noticed; nobody need start anything for that. */
    static <T> T untilItWorks(Attempt<T> attempt) throws InterruptedException {
        while (true) {
            try {
                return attempt.make();
            } catch (StoreException notYet) {
                assertThat(notYet.code()).isEqualTo(StoreException.Code.UNAVAILABLE);
                Thread.sleep(PAUSE);
            }
        }
    }

    /** What the first call is told that reaches the server. */
    static String untilReached(Attempt<?> attempt) throws InterruptedException {
        while (true) {
            try {
                return "done: " + attempt.make();
            } catch (StoreException failed) {
                String reason = String.valueOf(failed.getMessage());
                if (!reason.contains("can't be reached")) {
                    return reason;
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}
