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
    static boolean in(Slice parts, SetAside setAside, Session session) throws SQLException {
        RunId first = parts.firstRun();
        RunId end = parts.firstRunBehind();
        if (!new EndedTable(RunRows.LIVE_TABLE).between(first, end, 1, session).isEmpty()) {
            return true;
        }
        for (EndedPlace place : Whereabouts.ended(first, setAside, session)) {
            if (areKeptBy(place, parts, session)) {
                return true;
            }
        }
        return false;
    }

    private static boolean areKeptBy(EndedPlace place, Slice parts, Session session) throws SQLException {
        RunId first = parts.firstRun();
        List<Long> runs = place.between(first, parts.firstRunBehind(), STEP, session);
        while (!runs.isEmpty()) {
            if (areOfAny(runs, parts, session)) {
                return true;
            }
            runs = runs.size() < STEP ? List.of() : place.between(first, new RunId(runs.getLast()), STEP, session);
        }
        return false;
    }

    private static boolean areOfAny(List<Long> runs, Slice parts, Session session) throws SQLException {
        List<Long> found = session.query(ofAny(parts.table()), to -> SomeIds.fill(runs, to), Row::number);
        return !found.isEmpty();
    }

    static String ofAny(String table) {
        return "SELECT whole_id FROM " + table + " WHERE whole_id IN " + SomeIds.PLACES + " LIMIT 1";
    }
}
