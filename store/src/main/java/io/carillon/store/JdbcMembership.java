package io.carillon.store;

import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a cluster and their leases, by the clock of the database. They have a connection of their own, so that a lease doesn't
 * wait for a batch.
 */
final class JdbcMembership implements Membership, AutoCloseable {

    private static final String LIVE = "SELECT id, leaving, address FROM nodes WHERE lease_until > ? ORDER BY id";
    private static final String ALL =
            "SELECT id, lease_until, leaving, address, version, started_at, skew, lateness FROM nodes ORDER BY id";
    private static final String KNOWN = "SELECT COUNT(*) FROM nodes WHERE id = ?";
    private static final String LONG_GONE = "SELECT id FROM nodes WHERE lease_until < ? ORDER BY id";
    private static final String LEAVE = "DELETE FROM nodes WHERE id = ?";

    /** For how long a node that has gone stays in the table, for people who look there. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final Writer writer;
    private final Dialect dialect;
    private final Readers readers;
    private final Rules rules;
    private final String put;

    JdbcMembership(SessionSource source, Dialect dialect) {
        this.writer = new Writer(source, dialect);
        this.readers = new Readers(source, dialect, 1);
        this.dialect = dialect;
        this.rules = new Rules(dialect);
        var said = List.of("lease_until", "leaving", "address", "version", "started_at", "skew", "lateness");
        var columns = Stream.concat(Stream.of("id"), said.stream()).toList();
        this.put = dialect.upsert("nodes", List.of("id"), columns, said);
    }

    private record Node(
            NodeId id, boolean leaving, @Nullable String address) {}

    /** @param strayed why nothing was renewed: those at work use another list by now */
    private record Renewal(Members members, Optional<String> strayed) {}

    /** An id is taken as long as its row is there, for a day: a process that comes again has another one. */
    @Override
    public void join(NodeId node, ClusterRules wanted) {
        refuse(transact(session -> {
            Instant present = session.present(dialect);
            if (session.query(KNOWN, to -> to.text(node.value()), Row::flag).getFirst()) {
                return Optional.of("another process of the cluster has the id " + node + "; start this one again");
            }
            Optional<String> other = agree(wanted, present, session);
            if (other.isEmpty()) {
                put(new NodeStatus(node, NodeCard.BLANK, false, present), session);
            }
            return other;
        }));
    }

    Optional<String> agree(ClusterRules wanted, Instant present, Session session) throws SQLException {
        return rules.agree(wanted, !anybody(present, session), present, session);
    }

    /** Whether any node is there that this database lists. */
    boolean anybody(Instant present, Session session) throws SQLException {
        return !members(present, session).live().isEmpty();
    }

    static void refuse(Optional<String> misfit) {
        misfit.ifPresent(reason -> {
            throw new StoreException(StoreException.Code.MISFIT, reason);
        });
    }

    @Override
    public Instant present() {
        return readers.read(session -> session.present(dialect));
    }

    @Override
    public Members renew(NodeId node, Duration lease, boolean leaving, NodeCard card) {
        Renewal renewal = transact(session -> {
            Instant present = session.present(dialect);
            Optional<String> strayed = Rules.strays(ClusterRules.IN_DATABASE, Rules.known(session));
            if (strayed.isEmpty()) {
                put(new NodeStatus(node, card, leaving, present.plus(lease)), session);
                forget(present.minus(REMEMBERED), session);
            }
            return new Renewal(members(present, session), strayed);
        });
        refuse(renewal.strayed());
        return renewal.members();
    }

    /** A search that deletes locks whatever it passes on MySQL and MariaDB, and two nodes that renew at once would wait for each other. */
    private static void forget(Instant goneSince, Session session) throws SQLException {
        for (String gone : session.query(LONG_GONE, to -> to.instant(goneSince), Row::text)) {
            session.update(LEAVE, to -> to.text(gone));
        }
    }

    private void put(NodeStatus status, Session session) throws SQLException {
        NodeCard card = status.card();
        session.update(
                put,
                to -> to.text(status.id().value())
                        .instant(status.leaseUntil())
                        .flag(status.leaving())
                        .text(card.address())
                        .text(card.version())
                        .instant(card.startedAt())
                        .span(card.skew())
                        .span(card.lateness()));
    }

    @Override
    public List<NodeStatus> nodes() {
        return readers.read(session -> session.query(ALL, _ -> {}, row -> {
            var id = new NodeId(row.text());
            Instant leaseUntil = row.instant();
            boolean leaving = row.flag();
            var card = new NodeCard(
                    row.textOrNull(), row.textOrNull(), row.instantOrNull(), row.spanOrNull(), row.spanOrNull());
            return new NodeStatus(id, card, leaving, leaseUntil);
        }));
    }

    @Override
    public void leave(NodeId node) {
        transact(session -> session.update(LEAVE, to -> to.text(node.value())));
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }

    private static Members members(Instant present, Session session) throws SQLException {
        SortedSet<NodeId> live = new TreeSet<>();
        SortedSet<NodeId> leaving = new TreeSet<>();
        SortedMap<NodeId, String> addresses = new TreeMap<>();
        for (Node node : session.query(
                LIVE,
                to -> to.instant(present),
                row -> new Node(new NodeId(row.text()), row.flag(), row.textOrNull()))) {
            live.add(node.id());
            if (node.leaving()) {
                leaving.add(node.id());
            }
            if (node.address() != null) {
                addresses.put(node.id(), node.address());
            }
        }
        return new Members(present, live, leaving, addresses);
    }

    <T> T transact(Session.Work<T> work) {
        return switch (writer.transact(work)) {
            case Writer.Ending.Done<T> done -> done.value();
            case Writer.Ending.Undone<T> undone -> throw failed(undone.reason());
            case Writer.Ending.Doubtful<T> doubtful -> throw failed(doubtful.reason());
        };
    }

    private StoreException failed(SQLException failure) {
        return new StoreException(
                dialect.codeOf(failure), "a lease could not be renewed: " + failure.getMessage(), failure);
    }
}
