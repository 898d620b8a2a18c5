package io.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Membership} that several nodes share tells each of them about the others. */
public abstract class SharedMembershipContract {

    private static final NodeId A = new NodeId("node-a");
    private static final NodeId B = new NodeId("node-b");
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(200);
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
