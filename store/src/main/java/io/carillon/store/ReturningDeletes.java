package io.carillon.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** One statement for many rows, because each has to travel. A delete says which rows were there. */
final class ReturningDeletes implements Bulk {

    /** Of few sizes, so that each is prepared once. */
    private static final List<Integer> SIZES = List.of(1, 20, 500);

    private final Bulk batches = new StatementBatches();

    /** The drivers turn a batch of inserts into few statements by themselves. */
    @Override
    public <T> void insert(
            String table, List<String> columns, List<T> items, Session.Binding<T> binding, Session session)
            throws SQLException {
        batches.insert(table, columns, items, binding, session);
    }

    @Override
    public <T> List<T> delete(String table, List<T> items, ToLongFunction<T> id, Session session) throws SQLException {
        int largest = SIZES.getLast();
        var there = new HashSet<Long>();
        for (int from = 0; from < items.size(); from += largest) {
            List<Long> ids = items.subList(from, Math.min(from + largest, items.size())).stream()
                    .map(id::applyAsLong)
                    .toList();
            there.addAll(delete(table, ids, session));
        }
        var found = new ArrayList<T>();
        for (T item : items) {
            if (there.contains(id.applyAsLong(item))) {
                found.add(item);
            }
        }
        return found;
    }

    /** Places that are left over name the last row again. */
    private static Set<Long> delete(String table, List<Long> ids, Session session) throws SQLException {
        int places =
                SIZES.stream().filter(size -> size >= ids.size()).findFirst().orElseThrow();
        String sql = "DELETE FROM " + table + " WHERE id IN (" + String.join(", ", Collections.nCopies(places, "?"))
                + ") RETURNING id";
        return new HashSet<>(session.query(
                sql,
                to -> {
                    for (int i = 0; i < places; i++) {
                        to.number(ids.get(Math.min(i, ids.size() - 1)));
                    }
                },
                Row::number));
    }
}
