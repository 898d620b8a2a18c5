package io.carillon.store;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.util.List;

/**
 * Has each database remember which one it is. Opened at another place it would begin partitions anew that lie elsewhere, and those that
 * it has would stand still.
 */
final class Places {

    private static final String KNOWN = "SELECT number, total, first_name FROM place";
    private static final String IN_USE = "SELECT COUNT(*) FROM partitions";
    private static final long ONLY_KEY = 1;

    private Places() {}

    private record Known(Place place, String firstName) {}

    /** Makes a database that is new take its place, and refuses one that has another. */
    static void require(Place place, String firstName, Dialect dialect, Session session) throws SQLException {
        boolean inUse = session.query(IN_USE, _ -> {}, Row::flag).getFirst();
        Known own = inUse && known(session).isEmpty()
                ? new Known(Place.ONLY, Timelines.name(session))
                : new Known(place, firstName);
        session.update(
                dialect.insertAbsent("place", List.of("id"), List.of("id", "number", "total", "first_name")),
                to -> to.number(ONLY_KEY)
                        .number(own.place().number())
                        .number(own.place().total())
                        .text(own.firstName()));
        Known known = known(session).getFirst();
        if (!known.place().equals(place)) {
            throw refused("it is " + known.place() + " of its cluster, and is named as " + place
                    + ": name all databases of the cluster, in the order in which they were named first");
        }
        if (!known.firstName().equals(firstName)) {
            throw refused("it is " + place + " of another cluster");
        }
    }

    private static List<Known> known(Session session) throws SQLException {
        return session.query(KNOWN, _ -> {}, row -> new Known(new Place(row.count(), row.count()), row.text()));
    }

    private static StoreException refused(String reason) {
        return new StoreException(StoreException.Code.SCHEMA, "the database is refused: " + reason);
    }
}
