package io.carillon.store;

import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;

/** Many rows at once, in the form that a database takes best. */
interface Bulk {

    /** Inserts a row for each item. */
    <T> void insert(String table, List<String> columns, List<T> items, Session.Binding<T> binding, Session session)
            throws SQLException;

    /** Deletes the rows with the ids of some items, and returns the items whose rows were there. */
    <T> List<T> delete(String table, List<T> items, ToLongFunction<T> id, Session session) throws SQLException;
}
