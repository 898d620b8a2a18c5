package io.carillon.testkit;

import static java.time.temporal.ChronoUnit.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Membership} that several nodes share tells each of them about the others. */
public abstract class SharedMembershipContract {

    private static final NodeId A = new NodeId("node-a");
    private static final NodeId B = new NodeId("node-b");
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final ClusterRules RULES = new ClusterRules(256, Duration.ofSeconds(5));
    private static final int MOST_LOOKS = 10_000;

    private Membership ofA;
    private Membership ofB;

    /** Makes a membership that nobody has joined; asked for once before each test. */
    protected abstract Membership open();

    /** The same membership as another process has it. */
    protected abstract Membership another();

    /** Lets a little time pass by the clock that all nodes share. */
    protected abstract void pass() throws InterruptedException;

    @BeforeEach
    void begin() {
        ofA = open();
        ofB = another();
    }

    @Test
    void each_node_sees_the_others() {
        Members alone = ofB.renew(B, LONG, false);
        Members together = ofA.renew(A, LONG, false);

        assertThat(alone.live()).containsExactly(B);
        assertThat(together.live()).containsExactly(A, B);
    }

    @Test
    void that_a_node_is_about_to_go_is_told_to_the_others_until_it_stays_after_all() {
        ofA.renew(A, LONG, true);
        Members whileItGoes = ofB.renew(B, LONG, false);
        ofA.renew(A, LONG, false);
        Members whenItStays = ofB.renew(B, LONG, false);

        assertThat(whileItGoes.live()).containsExactly(A, B);
        assertThat(whileItGoes.leaving()).containsExactly(A);
        assertThat(whenItStays.live()).containsExactly(A, B);
        assertThat(whenItStays.leaving()).isEmpty();
    }

    @Test
    void the_lease_of_a_node_that_has_gone_ends_at_once() {
        ofA.renew(A, LONG, true);
        ofA.leave(A);

        assertThat(ofB.renew(B, LONG, false).live()).containsExactly(B);
    }

    @Test
    void a_lease_that_is_not_renewed_ends_when_it_has_run_out_by_the_shared_clock_and_not_before() throws Exception {
        Instant end = ofA.renew(A, SHORT, false).at().plus(SHORT);

        Members news = ofB.renew(B, LONG, false);
        while (news.live().contains(A)) {
            assertThat(news.at()).isBefore(end);
            pass();
            news = ofB.renew(B, LONG, false);
        }

        assertThat(news.at()).isAfterOrEqualTo(end);
        assertThat(news.live()).containsExactly(B);
    }

    @Test
    void a_lease_that_is_renewed_goes_on() throws Exception {
        Instant first = ofA.renew(A, SHORT, false).at().plus(SHORT);
        ofA.renew(A, LONG, false);

        passUntil(first);

        assertThat(ofB.renew(B, LONG, false).live()).containsExactly(A, B);
    }

    @Test
    void a_node_whose_lease_ran_out_is_there_again_when_it_renews_it() throws Exception {
        passUntil(ofA.renew(A, SHORT, false).at().plus(SHORT));
        Members without = ofB.renew(B, LONG, false);

        Members with = ofA.renew(A, LONG, false);

        assertThat(without.live()).containsExactly(B);
        assertThat(with.live()).containsExactly(A, B);
    }

    @Test
    void what_a_node_says_of_itself_is_known_to_all() {
        var card = new NodeCard(
                "host-a:9090",
                "1.2.3",
                ofA.present().truncatedTo(MILLIS),
                Duration.ofMillis(-7),
                Duration.ofMillis(12));
        ofB.renew(B, LONG, false);

        Members members = ofA.renew(A, LONG, true, card);

        assertThat(members.addresses()).containsExactly(Map.entry(A, "host-a:9090"));
        assertThat(ofB.nodes()).extracting(NodeStatus::id).containsExactly(A, B);
        NodeStatus status = ofB.nodes().getFirst();
        assertThat(status.card()).isEqualTo(card);
        assertThat(status.leaving()).isTrue();
        assertThat(status.leaseUntil()).isEqualTo(members.at().plus(LONG));
        assertThat(ofB.nodes().getLast().card()).isEqualTo(NodeCard.BLANK);
    }

    @Test
    void a_node_that_goes_by_another_number_of_partitions_is_refused_with_both_numbers() {
        ofA.join(A, RULES);

        assertThatThrownBy(() -> ofB.join(B, new ClusterRules(64, RULES.lease())))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(StoreException.Code.MISFIT))
                .hasMessageContaining("256")
                .hasMessageContaining("64");
        assertThat(ofB.nodes()).extracting(NodeStatus::id).containsExactly(A);
    }

    @Test
    void a_node_whose_lease_would_last_longer_than_that_of_those_who_are_there_is_refused_with_both() {
        ofA.join(A, RULES);
        ofA.renew(A, LONG, false);

        assertThatThrownBy(() -> ofB.join(B, new ClusterRules(256, Duration.ofSeconds(20))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("5")
                .hasMessageContaining("20");
    }

    @Test
    void a_second_process_with_the_id_of_a_node_is_refused() {
        ofA.join(A, RULES);

        assertThatThrownBy(() -> ofB.join(A, RULES))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(A.value());
    }

    @Test
    void nodes_that_agree_join() {
        ofA.join(A, RULES);
        ofB.join(B, RULES);

        assertThat(ofB.renew(B, LONG, false).live()).containsExactly(B);
        assertThat(ofA.renew(A, LONG, false).live()).containsExactly(A, B);
    }

    @Test
    void all_nodes_have_one_clock() {
        Instant before = ofA.present();
        Instant meanwhile = ofB.present();
        Instant after = ofA.present();

        assertThat(meanwhile).isBetween(before, after);
    }

    private void passUntil(Instant end) throws InterruptedException {
        for (int look = 0; ofB.present().isBefore(end); look++) {
            assertThat(look).isLessThan(MOST_LOOKS);
            pass();
        }
    }
}
