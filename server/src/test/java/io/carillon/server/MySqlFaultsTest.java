package io.carillon.server;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MySqlServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

final class MySqlFaultsTest extends DatabaseFaults<MySqlServer> {

    private static final String NODE = "node";

    @Override
    MySqlServer startDatabase(Path place) {
        return MySqlServer.start(place, "max-connections=40");
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
            "CREATE USER IF NOT EXISTS " + NODE + "@'%' IDENTIFIED BY '" + DatabaseServer.PASSWORD + "'",
            "GRANT ALL ON " + name + ".* TO " + NODE + "@'%'"
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
            for (long id : connectionsOfTheNode(statement)) {
                statement.execute("KILL " + id);
            }
        }
    }

    private static List<Long> connectionsOfTheNode(Statement statement) throws SQLException {
        var ids = new ArrayList<Long>();
        try (ResultSet rows =
                statement.executeQuery("SELECT id FROM information_schema.processlist WHERE user = '" + NODE + "'")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
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
