package io.carillon.store;

import io.carillon.model.RunId;
import java.sql.SQLException;
import java.util.List;

/**
 * Parts stay for as long as their run. The runs of a table of parts were made on its day, so what is left of them lies together in
 * every other table, and is little once that day is long past: it is read from there, some at a time, until one with parts is found.
 */
final class KeptParts {

    private static final int STEP = SomeIds.MOST;

    private KeptParts() {}

    /**
     * Whether a table holds parts that are to be kept. As long as anything that was made on its day is alive the table stays, because
     * it may be split yet; afterwards nothing is ever added.
     */
    static boolean in(Slice parts, Session session) throws SQLException {
        RunId first = parts.firstRun();
        RunId end = parts.firstRunBehind();
        if (!made(RunRows.LIVE_TABLE, first.value() - 1, end, 1, session).isEmpty()) {
            return true;
        }
        for (String table : Whereabouts.ended(first, session)) {
            if (areKeptBy(table, parts, session)) {
                return true;
            }
        }
        return false;
    }

    private static boolean areKeptBy(String table, Slice parts, Session session) throws SQLException {
        RunId end = parts.firstRunBehind();
        List<Long> runs = made(table, parts.firstRun().value() - 1, end, STEP, session);
        while (!runs.isEmpty()) {
            if (areOfAny(runs, parts, session)) {
                return true;
            }
            runs = runs.size() < STEP ? List.of() : made(table, runs.getLast(), end, STEP, session);
        }
        return false;
    }

    private static List<Long> made(String table, long behind, RunId end, int limit, Session session)
            throws SQLException {
        return session.query(
                made(table), to -> to.number(behind).number(end.value()).number(limit), Row::number);
    }

    static String made(String table) {
        return "SELECT id FROM " + table + " WHERE id > ? AND id < ? ORDER BY id LIMIT ?";
    }

    private static boolean areOfAny(List<Long> runs, Slice parts, Session session) throws SQLException {
        List<Long> found = session.query(ofAny(parts.table()), to -> SomeIds.fill(runs, to), Row::number);
        return !found.isEmpty();
    }

    static String ofAny(String table) {
        return "SELECT whole_id FROM " + table + " WHERE whole_id IN " + SomeIds.PLACES + " LIMIT 1";
    }
}
