package io.carillon.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** MySQL. */
final class MySqlDialect extends InnoDbDialect {

    private static final Map<String, String> WORDS = words("");

    /**
     * It ends what its client has left open only if the whole connection was idle for too long, which one between two transactions may
     * be for hours: so each transaction begins with a short patience. In one statement, as each has to travel: what comes next begins
     * the transaction.
     */
    @Override
    public String beginWriting() {
        return "SET SESSION autocommit = 0, SESSION wait_timeout = 10";
    }

    /** That each statement is a transaction again commits the one that is open. */
    @Override
    public String endWriting() {
        return "SET SESSION autocommit = 1, SESSION wait_timeout = @@GLOBAL.wait_timeout";
    }

    @Override
    public String row() {
        return "ROW";
    }

    @Override
    public Map<String, String> words() {
        return WORDS;
    }

    @Override
    public void make(List<String> statements, Session session) throws SQLException {
        MySqlTables.make(statements, session);
    }

    @Override
    public Bulk bulk() {
        return new LockedDeletes();
    }
}
