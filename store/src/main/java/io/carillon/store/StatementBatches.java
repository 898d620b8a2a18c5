package io.carillon.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** One prepared statement for each row, sent together: the best form there is where the database is in the same process. */
final class StatementBatches implements Bulk {

    @Override
    public <T> void insert(
            String table, List<String> columns, List<T> items, Session.Binding<T> binding, Session session)
            throws SQLException {
        if (!items.isEmpty()) {
            session.updateAll(Sql.insert(table, columns), items, binding);
        }
    }

    @Override
    public <T> List<T> delete(String table, List<T> items, ToLongFunction<T> id, Session session) throws SQLException {
        if (items.isEmpty()) {
            return List.of();
        }
        int[] deleted = session.updateAll(
                "DELETE FROM " + table + " WHERE id = ?", items, (item, to) -> to.number(id.applyAsLong(item)));
        var found = new ArrayList<T>();
        for (int i = 0; i < deleted.length; i++) {
            if (deleted[i] > 0) {
                found.add(items.get(i));
            }
        }
        return found;
    }
}
