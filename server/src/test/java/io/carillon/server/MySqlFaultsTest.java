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

final class MySqlFaultsTest extends InnoDbFaults<MySqlServer> {

    @Override
    MySqlServer startDatabase(Path place) {
        return MySqlServer.start(place, "max-connections=40");
    }

    @Override
    String[] grants(String name) {
        return new String[] {
            "CREATE USER IF NOT EXISTS " + NODE + "@'%' IDENTIFIED BY '" + DatabaseServer.PASSWORD + "'",
            "GRANT ALL ON " + name + ".* TO " + NODE + "@'%'"
        };
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
}
