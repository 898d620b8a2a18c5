package io.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Membership} tells a node about itself, whether or not there can be others. */
public abstract class MembershipContract {

    private static final NodeId NODE = new NodeId("node-1");
    private static final Duration LEASE = Duration.ofHours(1);

    private Membership membership;

    /** Makes a membership that nobody has joined; asked for once before each test. */
    protected abstract Membership open();

    @BeforeEach
    void begin() {
        membership = open();
    }

    @Test
    void a_node_that_renews_its_lease_is_there_and_stays() {
        Members members = membership.renew(NODE, LEASE, false);

        assertThat(members.live()).containsExactly(NODE);
        assertThat(members.leaving()).isEmpty();
    }

    @Test
    void a_node_that_is_about_to_go_is_there_still() {
        Members members = membership.renew(NODE, LEASE, true);

        assertThat(members.live()).containsExactly(NODE);
        assertThat(members.leaving()).containsExactly(NODE);
    }

    @Test
    void what_it_said_last_counts() {
        membership.renew(NODE, LEASE, true);

        assertThat(membership.renew(NODE, LEASE, false).leaving()).isEmpty();
    }

    @Test
    void a_node_that_has_gone_may_come_again_and_one_that_was_never_there_may_go() {
        membership.leave(NODE);
        membership.renew(NODE, LEASE, true);
        membership.leave(NODE);
        membership.leave(NODE);

        Members members = membership.renew(NODE, LEASE, false);

        assertThat(members.live()).containsExactly(NODE);
        assertThat(members.leaving()).isEmpty();
    }

    @Test
    void leases_are_renewed_by_the_clock_that_tells_the_present() {
        Instant before = membership.present();
        Members members = membership.renew(NODE, LEASE, false);
        Instant after = membership.present();

        assertThat(members.at()).isBetween(before, after);
    }
}
