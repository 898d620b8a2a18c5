package io.carillon.store;

import io.carillon.model.NodeId;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** The lives of a database, as it tells of them itself. */
final class Timelines {

    private static final String PRESENT =
            "SELECT number, name, suspected_by FROM timelines ORDER BY number DESC LIMIT 1";
    private static final String BATCHES = "SELECT lane, number FROM commits WHERE node = ?";
    private static final String SUSPECT =
            "UPDATE timelines SET suspected_by = ? WHERE number = ? AND suspected_by IS NULL";
    private static final String BEGIN = "INSERT INTO timelines (number, name) VALUES (?, ?)";

    /** More take-overs than there can have been since any backup: no worker has seen a higher epoch. */
    private static final long EPOCHS = 1_000_000;

    private static final String RAISE = "UPDATE partitions SET epoch = epoch + " + EPOCHS + ", owner = NULL, whole = 0";

    private Timelines() {}

    /**
     * How a database stands.
     *
     * @param suspected a node found that it had gone back
     * @param batches the last batches of a node, by their lanes
     */
    record Present(long number, String name, boolean suspected, SortedMap<Integer, Long> batches) {}

    static void beginFirst(Dialect dialect, Session session) throws SQLException {
        session.update(
                dialect.insertAbsent("timelines", List.of("number"), List.of("number", "name")),
                to -> to.number(1).text(UUID.randomUUID().toString()));
    }

    static Present present(NodeId node, Session session) throws SQLException {
        SortedMap<Integer, Long> batches = batches(node, session);
        return session
                .query(
                        PRESENT,
                        _ -> {},
                        row -> new Present(row.number(), row.text(), row.textOrNull() != null, batches))
                .stream()
                .findFirst()
                .orElseThrow(() -> new SQLException("the database does not know which one it is"));
    }

    /** What the database calls itself. */
    static String name(Session session) throws SQLException {
        return session.query("SELECT name FROM timelines WHERE number = 1", _ -> {}, Row::text)
                .getFirst();
    }

    private static SortedMap<Integer, Long> batches(NodeId node, Session session) throws SQLException {
        var batches = new TreeMap<Integer, Long>();
        session.query(BATCHES, to -> to.text(node.value()), row -> batches.put(row.count(), row.number()));
        return batches;
    }

    /** Tells the other nodes. */
    static int suspect(NodeId node, long timeline, Session session) throws SQLException {
        return session.update(SUSPECT, to -> to.text(node.value()).number(timeline));
    }

    /** Whoever owned anything in the life before is fenced out of this one. */
    static long beginNext(Present former, Session session) throws SQLException {
        long next = former.number() + 1;
        session.update(BEGIN, to -> to.number(next).text(former.name()));
        session.execute(RAISE);
        return next;
    }
}
