package io.carillon.store;

import java.sql.SQLException;
import java.util.List;

/** Rows are locked, which says which were there, and then deleted. */
final class LockedDeletes extends ManyRows {

    @Override
    List<Long> deleteAll(String table, String theirs, Session.Filling ids, Session session) throws SQLException {
        List<Long> there = session.query("SELECT id FROM " + table + theirs + " FOR UPDATE", ids, Row::number);
        if (!there.isEmpty()) {
            session.update("DELETE FROM " + table + theirs, ids);
        }
        return there;
    }
}
