package io.carillon.store;

import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells what a database will refuse however often it is asked from what another try may bring. */
final class Refusal {

    /** Data that does not fit, a rule that it breaks, beyond a limit of the program. */
    private static final Set<String> CLASSES = Set.of("22", "23", "54");

    /** Raised by a trigger or a routine: of PostgreSQL, and of the standard. */
    private static final Set<String> RAISED = Set.of("P0001", "45000");

    /** MariaDB: larger than a packet, a row too large, a record too large for a page. */
    private static final Set<Integer> TOO_LARGE = Set.of(1118, 1153, 1301, 4161);

    private static final Set<Integer> SQLITE = Set.of(
            SQLiteErrorCode.SQLITE_CONSTRAINT.code,
            SQLiteErrorCode.SQLITE_TOOBIG.code,
            SQLiteErrorCode.SQLITE_MISMATCH.code);

    private static final int PRIMARY_CODE = 0xff;

    private Refusal() {}

    static boolean is(SQLException failure) {
        if (failure instanceof SQLiteException sqlite) {
            return SQLITE.contains(sqlite.getErrorCode() & PRIMARY_CODE);
        }
        String state = failure.getSQLState();
        return TOO_LARGE.contains(failure.getErrorCode()) || (state != null && state.length() == 5 && isRefusal(state));
    }

    private static boolean isRefusal(String state) {
        return CLASSES.contains(state.substring(0, 2)) || RAISED.contains(state);
    }
}
