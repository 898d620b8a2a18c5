package io.carillon.tasks;

import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import java.sql.SQLException;
import java.util.Set;

/** What a database's refusal means for the run. */
final class SqlFailures {

    private static final String CONNECTION = "08";

    /** Rolled back for others' sake, short of something, shutting down: another attempt may well end otherwise. */
    private static final Set<String> PASSING = Set.of("40", "53", "57");

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** MariaDB has no state of its own for a lock that was waited for in vain. */
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private SqlFailures() {}

    static TaskOutcome outcome(SQLException failure) {
        var state = failure.getSQLState() == null ? "" : failure.getSQLState();
        var message = (state.isEmpty() ? "" : "SQLSTATE " + state + ": ") + failure.getMessage();
        if (state.startsWith(CONNECTION)) {
            return new Failed("SQL_CONNECTION", message, "", true);
        }
        boolean passing = (state.length() > 2 && PASSING.contains(state.substring(0, 2)))
                || state.equals(LOCK_NOT_AVAILABLE)
                || failure.getErrorCode() == LOCK_WAIT_TIMEOUT;
        return new Failed("SQL_FAILED", message, "", passing);
    }
}
