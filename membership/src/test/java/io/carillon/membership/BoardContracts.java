package io.carillon.membership;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.ListServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Charter;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.StoreException;
import io.carillon.membership.Board.Note;
import io.carillon.membership.Board.Outcome;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of board must do, on a real server, with the clock and the charter of a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class BoardContracts {

    static final NodeId A = new NodeId("node-a");
    static final NodeId B = new NodeId("node-b");
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final ClusterRules RULES = new ClusterRules(256, LEASE);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final AtomicInteger made = new AtomicInteger();
    private final List<AutoCloseable> opened = new ArrayList<>();

    private Path directory = Path.of("");
    private @Nullable DatabaseServer database;
    private @Nullable ListServer server;
    private @Nullable JdbcStore store;
    private int number;

    /** Starts the server of this kind in an empty directory. */
    abstract ListServer start(Path empty);

    @BeforeAll
    void startServers(@TempDir Path empty) throws Exception {
        directory = empty;
        server = start(directory.resolve("list"));
        database = PostgresServer.start(directory.resolve("database"));
        untilItWorks(() -> membership().nodes());
        closeAll();
    }

    @AfterAll
    void stopServers() {
        if (server != null) {
            server.close();
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

    ListServer server() {
        return requireNonNull(server);
    }

    /** A cluster of its own: a database and a path. */
    Charter charter() {
        if (store == null) {
            number = made.incrementAndGet();
            store = database("cluster_" + number);
        }
        return store.charter().orElseThrow();
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
        return membership(server().port());
    }

    /** The membership of the cluster as a process has it that reaches the server at this port. */
    BoardMembership membership(int port) {
        Charter charter = charter();
        return membership(charter, address(port, "/carillon/" + number));
    }

    private BoardMembership membership(Charter charter, BoardAddress address) {
        var membership = BoardMembership.open(address, access(), charter, RandomGenerator.getDefault());
        opened.add(membership);
        return membership;
    }

    /** As whom the nodes sign in. */
    BoardAccess access() {
        return BoardAccess.OPEN;
    }

    private BoardAddress address(int port, String path) {
        return BoardAddress.parse(server().url(port) + path);
    }

    Board board() {
        Charter charter = charter();
        Board board = BoardMembership.board(
                address(server().port(), "/boards/" + number + "/" + charter.cluster()), access());
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

    @Test
    void a_note_is_changed_only_by_whoever_knows_its_version() {
        Board board = board();
        Outcome first = board.put("note", "one", Board.ABSENT);
        long version = first.sight().version("note");
        Outcome again = board.put("note", "two", Board.ABSENT);
        Outcome next = board.put("note", "three: \"é\"\n", version);
        Outcome late = board.put("note", "four", version);

        assertThat(List.of(first.done(), again.done(), next.done(), late.done()))
                .containsExactly(true, false, true, false);
        assertThat(late.sight().notes().values()).extracting(Note::text).containsExactly("three: \"é\"\n");
        assertThat(board.look()).isEqualTo(late.sight());
    }

    @Test
    void a_note_that_is_gone_does_not_come_back_by_a_late_change() {
        Board board = board();
        long version = board.put("note", "one", Board.ABSENT).sight().version("note");
        board.put("other", "stays", Board.ABSENT);

        Board.Sight without = board.remove("note");
        Outcome late = board.put("note", "two", version);

        assertThat(without.notes()).containsOnlyKeys("other");
        assertThat(late.done()).isFalse();
        assertThat(board.remove("note").notes().values()).extracting(Note::text).containsExactly("stays");
    }

    @Test
    void while_the_server_is_away_every_call_fails_with_its_address_and_works_again_when_it_is_back() throws Exception {
        BoardMembership membership = membership();
        membership.join(A, RULES);
        membership.renew(A, LONG, false);

        server().stop();
        List<ThrowingCallable> calls = List.of(
                () -> membership.renew(A, LONG, false),
                membership::nodes,
                () -> membership.leave(B),
                () -> membership().join(B, RULES));
        for (ThrowingCallable call : calls) {
            assertUnavailable(call);
        }
        server().start();

        Members members = untilItWorks(() -> membership.renew(A, LONG, false));
        assertThat(members.live()).containsExactly(A);
    }

    @Test
    void a_server_that_stands_still_holds_up_nobody_for_long_and_nobody_is_made_up_meanwhile() throws Exception {
        BoardMembership ofA = membership();
        BoardMembership ofB = membership();
        ofA.join(A, RULES);
        ofB.join(B, RULES);
        ofA.renew(A, LONG, false);

        server().freeze();
        assertUnavailable(() -> ofA.renew(A, LONG, false));
        assertUnavailable(() -> ofB.renew(B, LONG, false));
        server().thaw();

        assertThat(untilItWorks(() -> ofB.renew(B, LONG, false)).live()).contains(A, B);
        assertThat(untilItWorks(() -> ofA.renew(A, LONG, false)).live()).containsExactly(A, B);
    }

    @Test
    void a_node_whose_connection_is_half_dead_is_missed_by_the_others_and_comes_back_by_itself() throws Exception {
        try (var relay = new Relay(server().port())) {
            BoardMembership ofA = membership(relay.port());
            BoardMembership ofB = membership();
            ofA.join(A, RULES);
            ofB.join(B, RULES);
            ofA.renew(A, LEASE, false);

            relay.hold();
            assertUnavailable(() -> ofA.renew(A, LONG, false));
            until(() -> !ofB.renew(B, LONG, false).live().contains(A));
            relay.release();

            assertThat(untilItWorks(() -> ofA.renew(A, LONG, false)).live()).containsExactly(A, B);
            assertThat(ofB.renew(B, LONG, false).live()).containsExactly(A, B);
        }
    }

    /** What the half-dead connection held back arrives when the node has said something newer by way of another one. */
    @Test
    void a_renewal_that_arrives_late_does_not_undo_a_newer_one() throws Exception {
        try (var relay = new Relay(server().port())) {
            BoardMembership slow = membership(relay.port());
            BoardMembership quick = membership();
            slow.join(A, RULES);
            slow.renew(A, LEASE, false);
            relay.hold();
            assertUnavailable(() -> slow.renew(A, LEASE, true));

            Members newer = quick.renew(A, LONG, false);
            relay.release();
            Members seen = quick.renew(B, LONG, false);
            slow.close();

            assertThat(seen.leaving()).isEmpty();
            NodeStatus status = quick.nodes().getFirst();
            assertThat(status.leaseUntil()).isEqualTo(newer.at().plus(LONG));
            assertThat(status.leaving()).isFalse();
        }
    }

    /** Otherwise each would take what the others own, because it is the first to be there. */
    @Test
    void when_the_list_was_lost_nobody_believes_itself_alone_before_all_have_had_the_time_to_come() throws Exception {
        BoardMembership ofA = membership();
        BoardMembership ofB = membership();
        ofA.join(A, RULES);
        ofB.join(B, RULES);
        ofA.renew(A, LONG, false);
        ofB.renew(B, LONG, false);

        server().stop();
        server().empty();
        server().start();
        String refused = untilReached(() -> ofA.renew(A, LONG, false));
        untilReached(() -> ofB.renew(B, LONG, false));
        Members first = untilItWorks(() -> ofA.renew(A, LONG, false));

        assertThat(refused).contains("found empty");
        assertThat(first.live()).containsExactly(A, B);
        BoardMembership third = membership();
        third.join(new NodeId("node-c"), RULES);
    }

    @Test
    void a_node_that_looks_at_another_place_than_those_at_work_is_refused_with_both() {
        BoardMembership one = membership();
        one.join(A, RULES);
        BoardMembership elsewhere = membership(charter(), address(server().port(), "/elsewhere/" + number));

        assertThatThrownBy(() -> elsewhere.join(B, RULES))
                .isInstanceOfSatisfying(StoreException.class, BoardContracts::isMisfit)
                .hasMessageContaining("/elsewhere/" + number)
                .hasMessageContaining(charter().list().orElseThrow());
    }

    @Test
    void a_node_that_uses_the_database_is_refused_while_others_use_this_list_and_the_other_way_round() {
        Membership inDatabase = storeOfCluster().membership();
        BoardMembership listed = membership();
        listed.join(A, RULES);

        assertThatThrownBy(() -> inDatabase.join(B, RULES))
                .isInstanceOfSatisfying(StoreException.class, BoardContracts::isMisfit)
                .hasMessageContaining("database")
                .hasMessageContaining(charter().list().orElseThrow());
        listed.leave(A);
        inDatabase.join(B, RULES);
        inDatabase.renew(B, LONG, false);

        assertThatThrownBy(() -> membership().join(A, RULES))
                .isInstanceOfSatisfying(StoreException.class, BoardContracts::isMisfit)
                .hasMessageContaining("database");
        assertThatThrownBy(() -> listed.renew(A, LONG, false))
                .isInstanceOfSatisfying(StoreException.class, BoardContracts::isMisfit);
        inDatabase.leave(B);
        membership().join(A, RULES);
        assertThatThrownBy(() -> inDatabase.renew(B, LONG, false))
                .isInstanceOfSatisfying(StoreException.class, BoardContracts::isMisfit);
    }

    @Test
    void the_list_of_another_cluster_is_refused() {
        BoardMembership one = membership();
        one.join(A, RULES);
        Charter other = database("other_" + number).charter().orElseThrow();
        BoardMembership intruder = membership(other, address(server().port(), "/carillon/" + number));

        assertThatThrownBy(() -> intruder.join(B, RULES))
                .isInstanceOfSatisfying(StoreException.class, BoardContracts::isMisfit)
                .hasMessageContaining("another cluster");
        assertThat(one.nodes()).extracting(NodeStatus::id).containsExactly(A);
    }

    @Test
    void two_nodes_that_start_a_cluster_at_once_agree_on_one_list() throws Exception {
        List<BoardMembership> both = List.of(membership(), membership());
        var threads = new ArrayList<Thread>();
        var failures = new ArrayList<Throwable>();
        for (int each = 0; each < 2; each++) {
            BoardMembership membership = both.get(each);
            NodeId node = List.of(A, B).get(each);
            Thread thread = Thread.ofPlatform().unstarted(() -> membership.join(node, RULES));
            thread.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        both.getFirst().renew(A, LONG, false);
        assertThat(both.getLast().renew(B, LONG, false).live()).containsExactly(A, B);
    }

    @Test
    void what_somebody_else_wrote_into_the_list_is_passed_over() {
        BoardMembership membership = membership();
        membership.join(A, RULES);
        Board board = BoardMembership.board(address(server().port(), "/carillon/" + number), access());
        opened.add(board);
        board.put("node:node-x", "not ours", Board.ABSENT);
        board.put("else", "{}", Board.ABSENT);

        assertThat(membership.renew(A, LONG, false).live()).containsExactly(A);
        assertThat(membership.nodes()).extracting(NodeStatus::id).containsExactly(A);
    }

    private JdbcStore storeOfCluster() {
        charter();
        return requireNonNull(store);
    }

    private static void isMisfit(StoreException refused) {
        assertThat(refused.code()).isEqualTo(StoreException.Code.MISFIT);
    }

    private void assertUnavailable(ThrowingCallable call) {
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
    private static String untilReached(Attempt<Members> attempt) throws InterruptedException {
        while (true) {
            try {
                return "renewed: " + attempt.make();
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
