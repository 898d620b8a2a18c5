package io.carillon.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.NodeStatus;
import io.carillon.model.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A primary that fails, and its replica, which takes the address over. */
final class RedisFailOverTest extends RealBoards<RedisPair> {

    private static final NodeId C = new NodeId("node-c");
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final ClusterRules RULES = new ClusterRules(256, SHORT);

    @Override
    RedisPair start(Path empty) {
        return new RedisPair(empty);
    }

    @Override
    String url() {
        return list().url();
    }

    @BeforeEach
    void untilInStep() throws InterruptedException {
        until(list()::isInStep);
    }

    @AfterEach
    void bringBothBack() {
        list().mend();
    }

    @Test
    void when_the_replica_takes_over_renewals_go_on_and_nobody_is_missed_or_made_up() throws Exception {
        BoardMembership ofA = joined(A);
        BoardMembership ofB = joined(B);
        ofA.renew(A, LONG, false);
        ofB.renew(B, LONG, false);
        until(list()::isInStep);

        list().primary().kill();
        assertUnavailable(() -> ofA.renew(A, LONG, false));
        assertUnavailable(ofB::nodes);
        list().replica().promote();
        list().moveAddress();
        Members first = untilItWorks(() -> ofA.renew(A, LONG, false));
        Members second = untilItWorks(() -> ofB.renew(B, LONG, false));

        assertThat(first.live()).containsExactly(A, B);
        assertThat(second.live()).containsExactly(A, B);
    }

    @Test
    void after_a_replica_that_lagged_has_taken_over_each_node_corrects_its_own_line_with_its_next_renewal()
            throws Exception {
        BoardMembership ofA = joined(A);
        BoardMembership ofB = joined(B);
        ofA.renew(A, SHORT, true);
        ofB.renew(B, SHORT, false);
        until(list()::isInStep);

        list().replica().promote();
        ofA.renew(A, LONG, false);
        ofA.renew(A, LONG, false);
        ofB.leave(B);
        BoardMembership ofC = joined(C);
        Members before = ofC.renew(C, LONG, false);
        list().primary().kill();
        list().moveAddress();
        List<NodeStatus> old = untilItWorks(ofC::nodes);
        Members withC = ofC.renew(C, LONG, false);
        Members withA = untilItWorks(() -> ofA.renew(A, LONG, false));
        until(() -> !ofA.renew(A, LONG, false).live().contains(B));
        Members after = ofC.renew(C, LONG, false);

        assertThat(before.live()).containsExactly(A, C);
        assertThat(old).extracting(NodeStatus::id).containsExactly(A, B);
        assertThat(withC.live()).contains(C);
        assertThat(withA.live()).contains(A, C);
        assertThat(withA.leaving()).isEmpty();
        assertThat(after.live()).containsExactly(A, C);
        assertThat(after.leaving()).isEmpty();
    }

    @Test
    void a_replica_that_is_at_the_address_before_it_is_promoted_is_refused_and_not_read() throws Exception {
        BoardMembership ofA = joined(A);
        until(list()::isInStep);

        list().primary().kill();
        list().moveAddress();
        assertUnavailable(() -> ofA.renew(A, LONG, false));
        assertUnavailable(() -> ofA.renew(A, LONG, false));
        assertUnavailable(ofA::nodes);
        list().replica().promote();
        Members members = untilItWorks(() -> ofA.renew(A, LONG, false));

        assertThat(members.live()).containsExactly(A);
    }

    /** Such as where a proxy leads to the new one whoever connects, and leaves who is connected where he is. */
    @Test
    void a_node_whose_connection_still_leads_to_the_former_primary_finds_the_new_one_and_reads_nothing_there()
            throws Exception {
        BoardMembership ofA = joined(A);
        BoardMembership ofB = joined(B);
        ofA.renew(A, LONG, false);
        until(list()::isInStep);

        list().replica().promote();
        list().moveAddress();
        list().primary().follow(list().replica());
        until(() -> list().primary().hasAllOf(list().replica()));
        assertUnavailable(() -> ofA.renew(A, LONG, false));
        assertUnavailable(ofB::nodes);

        assertThat(ofA.renew(A, LONG, false).live()).containsExactly(A);
        assertThat(ofB.renew(B, LONG, false).live()).containsExactly(A, B);
    }

    private BoardMembership joined(NodeId node) {
        BoardMembership membership = membership();
        membership.join(node, RULES);
        return membership;
    }
}
