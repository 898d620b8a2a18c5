package io.carillon.store;

import java.sql.SQLException;
import java.util.List;

/** A delete says which rows were there. */
final class ReturningDeletes extends ManyRows {

    @Override
    List<Long> deleteAll(String table, String theirs, Session.Filling ids, Session session) throws SQLException {
        return session.query("DELETE FROM " + table + theirs + " RETURNING id", ids, Row::number);
    }
}
