package io.carillon.server;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

final class MariaDbFaultsTest extends DatabaseFaults<MariaDbServer> {

    private static final String NODE = "node";

    @Override
    MariaDbServer startDatabase(Path place) {
        return MariaDbServer.start(place, "max-connections=40");
    }

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
    String[] grants(String name) {
        return new String[] {
            "GRANT ALL ON " + name + ".* TO " + NODE + "@'%' IDENTIFIED BY '" + DatabaseServer.PASSWORD + "'"
        };
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
    void cutOff(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL USER " + NODE);
        }
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
