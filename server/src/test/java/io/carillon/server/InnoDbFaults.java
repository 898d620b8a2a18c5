package io.carillon.server;

import io.carillon.databases.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What MariaDB and MySQL say the same way. */
abstract class InnoDbFaults<S extends DatabaseServer> extends DatabaseFaults<S> {

    static final String NODE = "node";

    @Override
    String impatient() {
        return "socketTimeout=2000";
    }

    /** Our own user may write to a server that only reads. */
    @Override
    String user() {
        return NODE;
    }

    @Override
    void lockDeadLetters(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLES letters WRITE");
        }
    }

    @Override
    String[] refusingRunsOf(String job) {
        return new String[] {
            "CREATE TRIGGER refusing BEFORE INSERT ON live FOR EACH ROW IF NEW.job = '" + job
                    + "' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'on purpose'; END IF"
        };
    }

    @Override
    String waitingForLocks() {
        return "SELECT count(*) FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'";
    }

    @Override
    void refuseWrites() {
        database().execute(database().maintenance(), "SET GLOBAL read_only = 1");
    }

    @Override
    void takeWrites() {
        database().execute(database().maintenance(), "SET GLOBAL read_only = 0");
    }
}
