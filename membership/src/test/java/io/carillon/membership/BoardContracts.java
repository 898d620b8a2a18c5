package io.carillon.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.ListServer;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.StoreException;
import io.carillon.membership.Board.Note;
import io.carillon.membership.Board.Outcome;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What each kind of board must do, on a server by itself. */
abstract class BoardContracts extends RealBoards<ListServer> {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final ClusterRules RULES = new ClusterRules(256, LEASE);

    @Override
    String url() {
        return list().url();
    }

    /** As a process has it that reaches the server at this port. */
    private BoardMembership membership(int port) {
        return membership(list().url(port));
    }

    private Board board() {
        return board(url());
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

        list().stop();
        List<ThrowingCallable> calls = List.of(
                () -> membership.renew(A, LONG, false),
                membership::nodes,
                () -> membership.leave(B),
                () -> membership().join(B, RULES));
        for (ThrowingCallable call : calls) {
            assertUnavailable(call);
        }
        list().start();

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

        list().freeze();
        assertUnavailable(() -> ofA.renew(A, LONG, false));
        assertUnavailable(() -> ofB.renew(B, LONG, false));
        list().thaw();

        assertThat(untilItWorks(() -> ofB.renew(B, LONG, false)).live()).contains(A, B);
        assertThat(untilItWorks(() -> ofA.renew(A, LONG, false)).live()).containsExactly(A, B);
    }

    @Test
    void a_node_whose_connection_is_half_dead_is_missed_by_the_others_and_comes_back_by_itself() throws Exception {
        try (var relay = new Relay(list().port())) {
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
        try (var relay = new Relay(list().port())) {
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

        list().stop();
        list().empty();
        list().start();
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
        BoardMembership elsewhere = membership(charter(), url() + "/elsewhere" + path());

        assertThatThrownBy(() -> elsewhere.join(B, RULES))
                .isInstanceOfSatisfying(StoreException.class, BoardContracts::isMisfit)
                .hasMessageContaining("/elsewhere" + path())
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
        BoardMembership intruder = membership(charterOfAnother(), url() + path());

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
        Board board = boardAt(url() + path());
        board.put("node:node-x", "not ours", Board.ABSENT);
        board.put("else", "{}", Board.ABSENT);

        assertThat(membership.renew(A, LONG, false).live()).containsExactly(A);
        assertThat(membership.nodes()).extracting(NodeStatus::id).containsExactly(A);
    }

    private static void isMisfit(StoreException refused) {
        assertThat(refused.code()).isEqualTo(StoreException.Code.MISFIT);
    }
}
