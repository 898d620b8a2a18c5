package io.carillon.store;

import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/** A list of ids in a statement, of one length, so that each statement is prepared once: places that are left over ask for the last again. */
final class SomeIds {

    static final int MOST = 100;
    static final String PLACES = "(" + String.join(", ", Collections.nCopies(MOST, "?")) + ")";

    private SomeIds() {}

    static void fill(List<Long> ids, Parameters to) throws SQLException {
        for (int i = 0; i < MOST; i++) {
            to.number(ids.get(Math.min(i, ids.size() - 1)));
        }
    }
}
