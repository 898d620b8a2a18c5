package io.carillon.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToLongFunction;

/** One statement for many rows, because each has to travel. */
abstract class ManyRows implements Bulk {

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

    /**
     * Deletes some rows and returns the ids of those that were there.
     *
     * @param theirs which rows, in the words of a statement
     * @param ids fills the places in it
     */
    abstract List<Long> deleteAll(String table, String theirs, Session.Filling ids, Session session)
            throws SQLException;

    /** Places that are left over name the last row again. */
    private List<Long> delete(String table, List<Long> ids, Session session) throws SQLException {
        int places =
                SIZES.stream().filter(size -> size >= ids.size()).findFirst().orElseThrow();
        String theirs = " WHERE id IN (" + String.join(", ", Collections.nCopies(places, "?")) + ")";
        return deleteAll(
                table,
                theirs,
                to -> {
                    for (int i = 0; i < places; i++) {
                        to.number(ids.get(Math.min(i, ids.size() - 1)));
                    }
                },
                session);
    }
}
