package io.carillon.store;

import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The nodes of a cluster and their leases, by the clock of the database. They have a connection of their own, so that a lease doesn't
 * wait for a batch.
 */
final class JdbcMembership implements Membership, AutoCloseable {

    private static final String LIVE = "SELECT id, leaving FROM nodes WHERE lease_until > ? ORDER BY id";
    private static final String FORGET = "DELETE FROM nodes WHERE lease_until < ?";
    private static final String LEAVE = "DELETE FROM nodes WHERE id = ?";

    /** For how long a node that has gone stays in the table, for people who look there. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final Writer writer;
    private final Dialect dialect;
    private final String put;

    JdbcMembership(SessionSource source, Dialect dialect) {
        this.writer = new Writer(source, dialect);
        this.dialect = dialect;
        this.put = dialect.upsert(
                "nodes", List.of("id"), List.of("id", "lease_until", "leaving"), List.of("lease_until", "leaving"));
    }

    private record Node(NodeId id, boolean leaving) {}

    @Override
    public Instant present() {
        return transact(session -> session.present(dialect));
    }

    @Override
    public Members renew(NodeId node, Duration lease, boolean leaving) {
        return transact(session -> {
            Instant present = session.present(dialect);
            session.update(
                    put,
                    to -> to.text(node.value()).instant(present.plus(lease)).flag(leaving));
            session.update(FORGET, to -> to.instant(present.minus(REMEMBERED)));
            return members(present, session);
        });
    }

    @Override
    public void leave(NodeId node) {
        transact(session -> session.update(LEAVE, to -> to.text(node.value())));
    }

    @Override
    public void close() {
        writer.close();
    }

    private static Members members(Instant present, Session session) throws SQLException {
        SortedSet<NodeId> live = new TreeSet<>();
        SortedSet<NodeId> leaving = new TreeSet<>();
        for (Node node :
                session.query(LIVE, to -> to.instant(present), row -> new Node(new NodeId(row.text()), row.flag()))) {
            live.add(node.id());
            if (node.leaving()) {
                leaving.add(node.id());
            }
        }
        return new Members(present, live, leaving);
    }

    private <T> T transact(Session.Work<T> work) {
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
