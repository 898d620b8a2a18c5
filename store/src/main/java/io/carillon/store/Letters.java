package io.carillon.store;

import io.carillon.engine.PurgeSlice;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Dead letters that are kept longer than what else ended on their day. They are few, and go row by row. */
final class Letters {

    static final String DEALT_WITH = "SELECT id FROM letters WHERE dead = 0 LIMIT ?";
    static final String TOO_OLD = "SELECT id FROM letters WHERE dead = 1 AND day < ? LIMIT ?";
    private static final String COLUMNS = String.join(", ", RunRows.ENDED);

    private final Dialect dialect;

    Letters(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Whether what is dead on a day is to be kept although the day is over. */
    boolean outlive(Slice old, PurgeSlice slice) {
        return slice.deadBefore() == null || old.day() >= Slice.dayOf(slice.deadBefore());
    }

    /** Some of the dead letters of a day. */
    List<Long> in(Slice old, int limit, Session session) throws SQLException {
        return session.query(dead(old), to -> to.number(limit), Row::number);
    }

    static String dead(Slice old) {
        return "SELECT id FROM " + old.table() + " WHERE dead = 1 LIMIT ?";
    }

    /** Whoever notes something beside one of them either came before, or waits and finds it where it is then. */
    void move(Slice old, List<Long> ids, Session session) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        List<Long> dead = session.query(
                "SELECT id FROM " + old.table() + " WHERE dead = 1 AND id IN " + list(ids) + dialect.rowLock(),
                _ -> {},
                Row::number);
        if (!dead.isEmpty()) {
            session.execute("INSERT INTO letters (day, " + COLUMNS + ") SELECT " + old.day() + ", " + COLUMNS + " FROM "
                    + old.table() + " WHERE id IN " + list(dead));
        }
        dialect.bulk().delete(old.table(), dead, id -> id, session);
    }

    /** Some of those that are to go: whatever somebody has dealt with is kept no longer than other runs. */
    List<Long> over(PurgeSlice slice, Session session) throws SQLException {
        List<Long> over = session.query(DEALT_WITH, to -> to.number(slice.limit()), Row::number);
        Instant bound = slice.deadBefore();
        return !over.isEmpty() || bound == null
                ? over
                : session.query(TOO_OLD, to -> to.number(Slice.dayOf(bound)).number(slice.limit()), Row::number);
    }

    int delete(List<Long> over, Session session) throws SQLException {
        return dialect.bulk().delete("letters", over, id -> id, session).size();
    }

    /** Numbers of ours, written out. */
    private static String list(List<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
}
