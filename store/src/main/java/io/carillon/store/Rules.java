package io.carillon.store;

import io.carillon.engine.ClusterRules;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all nodes of a cluster agree about. The first one that starts decides. */
final class Rules {

    /** For how long after a word of theirs nodes count as being at work that are written down elsewhere. */
    static final Duration ATTESTED = Duration.ofMinutes(1);

    private static final String READ = "SELECT partitions, lease, list, attested_until FROM cluster";
    private static final String CHANGE = "UPDATE cluster SET lease = ?, list = ?, attested_until = ?";
    private static final String ATTEST = "UPDATE cluster SET attested_until = ? WHERE list = ?";
    private static final String LET_BEGIN = "UPDATE schema_companions SET oldest = ? WHERE version = ?";
    private static final long ONLY_KEY = 1;

    private final String insert;
    private final String claim;

    Rules(Dialect dialect) {
        this.insert = dialect.insertAbsent("cluster", List.of("id"), List.of("id", "partitions", "lease"));
        this.claim = READ + dialect.rowLock();
    }

    /**
     * What a cluster goes by.
     *
     * @param attestedUntil until when nodes may be at work that are written down elsewhere; null where they are in the database
     */
    record Known(ClusterRules rules, @Nullable Instant attestedUntil) {

        boolean isAttested(Instant present) {
            return attestedUntil != null && attestedUntil.isAfter(present);
        }

        private static Known of(Row row) throws SQLException, UnreadableRowException {
            int partitions = row.count();
            Duration lease = Objects.requireNonNull(row.spanOrNull());
            String list = row.textOrNull();
            var rules = new ClusterRules(partitions, lease, list == null ? ClusterRules.IN_DATABASE : list);
            return new Known(rules, row.instantOrNull());
        }
    }

    static Optional<Known> known(Session session) throws SQLException {
        return session.query(READ, _ -> {}, Known::of).stream().findFirst();
    }

    /**
     * Why a node can't go by what it wants to go by; empty if it can.
     *
     * @param alone whether no other node is there as far as the database lists them, which would have to go by the same
     */
    Optional<String> agree(ClusterRules wanted, boolean alone, Instant present, Session session) throws SQLException {
        session.update(
                insert, to -> to.number(ONLY_KEY).number(wanted.partitions()).number(Micros.of(wanted.lease())));
        Known known = session.query(claim, _ -> {}, Known::of).getFirst();
        ClusterRules rules = known.rules();
        if (rules.partitions() != wanted.partitions()) {
            return Optional.of("the cluster has " + rules.partitions() + " partitions, and this node would have "
                    + wanted.partitions());
        }
        boolean free = alone && !known.isAttested(present);
        if (!free && !rules.list().equals(wanted.list())) {
            return Optional.of(otherList(known, wanted.list()) + "; to change that, stop all nodes first");
        }
        if (!free && !rules.lease().equals(wanted.lease())) {
            return Optional.of("the cluster's leases last " + seconds(rules.lease()) + ", and this node's would last "
                    + seconds(wanted.lease()) + "; to change that, stop all nodes first");
        }
        change(wanted, present, session);
        return Optional.empty();
    }

    /** Programs that know of no list elsewhere may be started again only where there is none: they would look into the database. */
    private static void change(ClusterRules wanted, Instant present, Session session) throws SQLException {
        boolean here = wanted.list().equals(ClusterRules.IN_DATABASE);
        session.update(
                CHANGE,
                to -> to.number(Micros.of(wanted.lease()))
                        .text(here ? null : wanted.list())
                        .instant(here ? null : present.plus(ATTESTED)));
        session.update(
                LET_BEGIN,
                to -> to.number(here ? Schema.LISTS - 1 : Schema.LISTS).number(Schema.LISTS));
    }

    /** Why a node is not one of those at work, although it was; empty if it is. Where nobody has ever agreed about anything, each is. */
    static Optional<String> strays(String list, Optional<Known> known) {
        return known.filter(each -> !each.rules().list().equals(list)).map(each -> otherList(each, list));
    }

    private static String otherList(Known known, String wanted) {
        String until = known.attestedUntil() == null ? "" : " (by what they said, until " + known.attestedUntil() + ")";
        return "all nodes must use the same list of who is there: those at work use "
                + known.rules().list() + until + ", and this one would use " + wanted;
    }

    /** Says once in a while that there are nodes at work with a list elsewhere. */
    static void attest(Known known, Instant present, Session session) throws SQLException {
        if (!known.isAttested(present.plus(ATTESTED.dividedBy(2)))) {
            session.update(
                    ATTEST,
                    to -> to.instant(present.plus(ATTESTED)).text(known.rules().list()));
        }
    }

    static int dissolve(ClusterRules rules, Session session) throws SQLException {
        return session.update(ATTEST, to -> to.instant(null).text(rules.list()));
    }

    private static String seconds(Duration lease) {
        return lease.toMillis() / 1000.0 + " s";
    }
}
