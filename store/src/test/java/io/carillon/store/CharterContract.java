package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.Charter;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.Membership;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a database that nodes share says to those who write down elsewhere who is there. */
abstract class CharterContract {

    private static final NodeId NODE = new NodeId("node-1");
    private static final ClusterRules HERE = new ClusterRules(256, Duration.ofSeconds(5));
    private static final ClusterRules ONE = HERE.listedIn("redis:1");
    private static final ClusterRules OTHER = HERE.listedIn("redis:2");

    private Charter charter;
    private Membership inDatabase;

    /** An empty store; asked for once before each test. */
    abstract JdbcStore open();

    /** A look into its database, past it. */
    abstract Session aside() throws SQLException;

    @BeforeEach
    void begin() {
        JdbcStore store = open();
        charter = store.charter().orElseThrow();
        inDatabase = store.membership();
    }

    @Test
    void nobody_is_at_work_before_anybody_has_agreed() {
        assertThat(charter.list()).isEmpty();
        assertThat(charter.cluster()).isNotBlank();
    }

    @Test
    void the_list_that_is_agreed_upon_is_the_only_one_until_nobody_uses_it() {
        charter.agree(ONE);
        charter.agree(ONE);

        assertThat(charter.list()).contains("redis:1");
        assertRefused(() -> charter.agree(OTHER), "redis:1", "redis:2", "stop all nodes");
        assertRefused(() -> inDatabase.join(NODE, HERE), "redis:1", "database");
        charter.dissolve(OTHER);
        assertThat(charter.list()).contains("redis:1");
        charter.dissolve(ONE);
        assertThat(charter.list()).isEmpty();
        charter.agree(OTHER);
        assertThat(charter.list()).contains("redis:2");
    }

    @Test
    void while_nodes_are_in_the_database_no_other_list_counts() {
        inDatabase.join(NODE, HERE);
        inDatabase.renew(NODE, Duration.ofHours(1), false);

        assertThat(charter.list()).contains("database");
        assertRefused(() -> charter.agree(ONE), "redis:1", "database");
        inDatabase.leave(NODE);
        charter.agree(ONE);
        assertRefused(() -> inDatabase.renew(NODE, Duration.ofHours(1), false), "redis:1", "database");
        assertThat(inDatabase.nodes()).isEmpty();
    }

    @Test
    void programs_that_know_of_no_list_elsewhere_may_be_started_only_while_there_is_none() throws Exception {
        inDatabase.join(NODE, HERE);
        int atFirst = oldestCompanion();
        inDatabase.leave(NODE);
        charter.agree(ONE);
        int meanwhile = oldestCompanion();
        charter.dissolve(ONE);
        inDatabase.join(NODE, HERE);

        assertThat(List.of(atFirst, meanwhile, oldestCompanion())).containsExactly(8, 9, 8);
    }

    private int oldestCompanion() throws SQLException {
        try (Session session = aside()) {
            return session.query("SELECT oldest FROM schema_companions WHERE version = 9", _ -> {}, Row::count)
                    .getFirst();
        }
    }

    @Test
    void other_rules_are_refused_while_a_list_is_in_use() {
        charter.agree(ONE);

        assertRefused(() -> charter.agree(new ClusterRules(64, ONE.lease(), ONE.list())), "256", "64");
        assertRefused(() -> charter.agree(new ClusterRules(256, Duration.ofSeconds(20), ONE.list())), "5", "20");
        charter.dissolve(ONE);
        charter.agree(new ClusterRules(256, Duration.ofSeconds(20), ONE.list()));
    }

    @Test
    void a_list_of_which_nobody_has_said_anything_for_long_gives_way_and_who_comes_late_is_told() throws Exception {
        charter.agree(ONE);
        charter.attest(ONE);
        attestedUntil(charter.present());

        charter.agree(OTHER);

        assertRefused(() -> charter.attest(ONE), "redis:1", "redis:2");
        assertThat(charter.attest(OTHER)).isBeforeOrEqualTo(charter.present());
    }

    @Test
    void a_word_now_and_then_is_enough() throws Exception {
        charter.agree(ONE);
        Instant first = attestedUntil();
        charter.attest(ONE);
        Instant second = attestedUntil();
        attestedUntil(charter.present().plus(Rules.ATTESTED.dividedBy(4)));
        charter.attest(ONE);
        Instant third = attestedUntil();

        assertThat(second).isEqualTo(first);
        assertThat(third).isAfterOrEqualTo(first);
    }

    private Instant attestedUntil() throws SQLException {
        try (Session session = aside()) {
            return session.query("SELECT attested_until FROM cluster", _ -> {}, Row::instant)
                    .getFirst();
        }
    }

    private void attestedUntil(Instant instant) throws SQLException {
        try (Session session = aside()) {
            session.update("UPDATE cluster SET attested_until = ?", to -> to.instant(instant));
        }
    }

    private static void assertRefused(Runnable call, String... words) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(StoreException.Code.MISFIT))
                .hasMessageContainingAll(words);
    }
}
