package io.carillon.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.Ensemble;
import io.carillon.databases.ListServer;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.Leases;
import io.carillon.engine.Members;
import io.carillon.engine.NodeStatus;
import io.carillon.membership.Board.Sight;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each kind of board that several servers keep must do while some of them fail. */
abstract class EnsembleContracts extends RealBoards<Ensemble> {

    static final int SIZE = 3;

    private static final NodeId C = new NodeId("node-c");

    /** Longer than the usual one, so that a slow machine makes nobody be missed; how long renewals failed is printed. */
    private static final Duration LEASE = Leases.DEFAULT.lease().multipliedBy(4);

    private static final ClusterRules RULES = new ClusterRules(256, LEASE);

    private static final int ROUNDS = 5;

    @Override
    String url() {
        return list().url();
    }

    @AfterEach
    void bringAllBack() {
        list().mend();
    }

    @Test
    void when_the_leader_dies_renewals_go_on_and_nobody_is_missed_or_made_up() throws Exception {
        assertThatRenewalsGoOnWithout(leader());
    }

    @Test
    void when_a_follower_dies_renewals_go_on_and_nobody_is_missed_or_made_up() throws Exception {
        assertThatRenewalsGoOnWithout(follower());
    }

    private void assertThatRenewalsGoOnWithout(ListServer dying) throws Exception {
        try (Pair nodes = nodes(dying)) {
            dying.kill();
            nodes.renew();
            dying.start();
            nodes.renew();

            nodes.assertAllWasWhole();
            System.out.printf(
                    "%s: %d ms between two renewals while a member died%n",
                    getClass().getSimpleName(), nodes.longest().toMillis());
        }
    }

    @Test
    void when_the_member_that_a_node_speaks_to_stands_still_it_renews_by_another() throws Exception {
        ListServer still = follower();
        try (Pair nodes = nodes(still)) {
            still.freeze();
            nodes.renew();
            still.thaw();
            nodes.renew();

            nodes.assertAllWasWhole();
            System.out.printf(
                    "%s: %d ms between two renewals while a member stood still%n",
                    getClass().getSimpleName(), nodes.longest().toMillis());
        }
    }

    @Test
    void the_first_of_the_addresses_is_spoken_to_and_the_next_when_a_call_fails() throws Exception {
        ListServer still = follower();
        Board board = board(list().url(still));

        still.freeze();
        assertUnavailable(board::look);

        assertThat(untilItWorks(board::look).notes()).isEmpty();
    }

    /** After which time the others miss it is for them to say, and may be longer than a lease. */
    @Test
    void when_the_leader_stands_still_renewals_come_again_by_themselves_and_nobody_is_made_up() throws Exception {
        ListServer still = leader();
        try (Pair nodes = nodes(still)) {
            still.freeze();
            nodes.renew();
            ListServer next = leader();
            still.thaw();
            until(() -> !still.leads());
            nodes.renew();

            assertThat(next).isNotEqualTo(still);
            nodes.assertNobodyWasMadeUp();
            nodes.assertAllIsWhole();
        }
    }

    @Test
    void without_a_majority_every_call_fails_with_the_addresses_and_works_again_when_it_is_back() throws Exception {
        BoardMembership membership = membership();
        membership.join(A, RULES);
        membership.renew(A, LONG, false);
        ListServer leader = leader();
        List<ListServer> followers = list().others(leader);

        leader.kill();
        followers.getFirst().kill();
        List<ThrowingCallable> calls = List.of(
                () -> membership.renew(A, LONG, false),
                membership::nodes,
                () -> membership.leave(B),
                () -> membership(followers.getLast().url()).nodes(),
                () -> membership().join(B, RULES));
        for (ThrowingCallable call : calls) {
            assertUnavailable(call);
        }
        leader.start();

        Members members = untilItWorks(() -> membership.renew(A, LONG, false));
        assertThat(members.live()).containsExactly(A);
    }

    @Test
    void a_member_that_comes_back_with_old_data_shows_nobody_who_was_there_then() throws Exception {
        ListServer away = follower();
        BoardMembership byOther = membership(list().url(another(away)));
        byOther.join(A, RULES);
        byOther.join(B, RULES);

        away.kill();
        untilItWorks(() -> leave(byOther, B));
        BoardMembership ofC = membership(list().url(another(away)));
        ofC.join(C, RULES);
        BoardMembership byMember = membership(away.url());
        var back = CompletableFuture.runAsync(away::start);
        List<NodeStatus> first = untilItWorks(byMember::nodes);
        back.join();

        assertThat(first).extracting(NodeStatus::id).containsExactly(A, C);
    }

    private static boolean leave(BoardMembership membership, NodeId node) {
        membership.leave(node);
        return true;
    }

    /** What they agreed on lies in its sockets beside the question. */
    @Test
    void what_a_member_shows_that_stood_still_is_what_the_others_have_written_meanwhile() throws Exception {
        ListServer still = follower();
        Board byMember = board(still.url());
        Board byOther = board(another(still).url());
        byOther.put("note-0", "", Board.ABSENT);
        byMember.look();

        for (int round = 1; round <= ROUNDS; round++) {
            var look = new FutureTask<Sight>(() -> untilItWorks(byMember::look));
            still.freeze();
            Sight written = byOther.put("note-" + round, "", Board.ABSENT).sight();
            Thread asking = Thread.ofPlatform().start(look);
            until(() -> asking.getState() != Thread.State.NEW && asking.getState() != Thread.State.RUNNABLE);
            still.thaw();

            assertThat(look.get()).isEqualTo(written);
        }
    }

    /** Two that are there before either of them goes on renewing. */
    private record Pair(RenewingNode one, RenewingNode other) implements AutoCloseable {

        /** So often that each of them has begun at least one after this was called. */
        private void renew() throws InterruptedException {
            int ofOne = one.seen().size() + 2;
            int ofOther = other.seen().size() + 2;
            until(() -> one.seen().size() >= ofOne && other.seen().size() >= ofOther);
        }

        private Duration longest() {
            return one.longest().compareTo(other.longest()) > 0 ? one.longest() : other.longest();
        }

        private void assertAllWasWhole() {
            assertThat(one.seen()).allSatisfy(each -> assertThat(each.live()).containsExactly(A, B));
            assertThat(other.seen()).allSatisfy(each -> assertThat(each.live()).containsExactly(A, B));
        }

        private void assertAllIsWhole() {
            assertThat(one.seen().getLast().live()).containsExactly(A, B);
            assertThat(other.seen().getLast().live()).containsExactly(A, B);
        }

        private void assertNobodyWasMadeUp() {
            assertThat(one.seen()).allSatisfy(each -> assertThat(each.live()).isSubsetOf(A, B));
            assertThat(other.seen()).allSatisfy(each -> assertThat(each.live()).isSubsetOf(A, B));
        }

        @Override
        public void close() {
            one.close();
            other.close();
        }
    }

    /** One that speaks to a member first, and one that speaks to another. */
    private Pair nodes(ListServer first) {
        BoardMembership ofA = membership(list().url(first));
        BoardMembership ofB = membership(list().url(another(first)));
        ofA.join(A, RULES);
        ofB.join(B, RULES);
        ofA.renew(A, LEASE, false);
        ofB.renew(B, LEASE, false);
        return new Pair(RenewingNode.start(ofA, A, LEASE), RenewingNode.start(ofB, B, LEASE));
    }

    private ListServer leader() throws InterruptedException {
        until(() -> list().leader().isPresent());
        return list().leader().orElseThrow();
    }

    private ListServer follower() throws InterruptedException {
        return another(leader());
    }

    private ListServer another(ListServer than) {
        return list().others(than).getLast();
    }
}
