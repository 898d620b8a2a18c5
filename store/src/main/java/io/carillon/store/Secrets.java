package io.carillon.store;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/** What only the nodes of a cluster know. */
final class Secrets {

    private static final int BYTES = 32;
    private static final String CALLBACKS = "callbacks";
    private static final String READ = "SELECT hex FROM secrets WHERE name = ?";

    private Secrets() {}

    static void makeMissing(Dialect dialect, Session session) throws SQLException {
        var fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        session.update(
                dialect.insertAbsent("secrets", List.of("name"), List.of("name", "hex")),
                to -> to.text(CALLBACKS).text(HexFormat.of().formatHex(fresh)));
    }

    /** What proves that a node has given somebody leave to call back. */
    static byte[] ofCallbacks(Session session) throws SQLException {
        List<String> found = session.query(READ, to -> to.text(CALLBACKS), Row::text);
        if (found.isEmpty()) {
            throw new SQLException("the database has no secret for callbacks");
        }
        return HexFormat.of().parseHex(found.getFirst());
    }
}
