package io.carillon.store;

import io.carillon.engine.Charter;
import io.carillon.engine.ClusterRules;
import java.time.Instant;
import java.util.Optional;

/** The charter of a cluster in its (first) database, by the connections of its membership. */
final class JdbcCharter implements Charter {

    private final JdbcMembership membership;
    private final Dialect dialect;
    private final String cluster;

    JdbcCharter(JdbcMembership membership, Dialect dialect, String cluster) {
        this.membership = membership;
        this.dialect = dialect;
        this.cluster = cluster;
    }

    private record Word(Instant present, Optional<String> strayed) {}

    @Override
    public String cluster() {
        return cluster;
    }

    @Override
    public Instant present() {
        return membership.present();
    }

    @Override
    public Optional<String> list() {
        return membership.transact(session -> {
            Instant present = session.present(dialect);
            return membership.anybody(present, session)
                    ? Optional.of(ClusterRules.IN_DATABASE)
                    : Rules.known(session)
                            .filter(known -> known.isAttested(present))
                            .map(known -> known.rules().list());
        });
    }

    @Override
    public void agree(ClusterRules rules) {
        JdbcMembership.refuse(
                membership.transact(session -> membership.agree(rules, session.present(dialect), session)));
    }

    /** A word to the database now and then is enough; that nobody else has taken its place is read each time. */
    @Override
    public Instant attest(ClusterRules rules) {
        Word word = membership.transact(session -> {
            Instant present = session.present(dialect);
            Optional<Rules.Known> known = Rules.known(session);
            Optional<String> strayed = Rules.strays(rules.list(), known);
            if (strayed.isEmpty() && known.isPresent()) {
                Rules.attest(known.get(), present, session);
            }
            return new Word(present, strayed);
        });
        JdbcMembership.refuse(word.strayed());
        return word.present();
    }

    @Override
    public void dissolve(ClusterRules rules) {
        membership.transact(session -> Rules.dissolve(rules, session));
    }
}
