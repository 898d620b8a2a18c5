package io.carillon.server;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

final class MariaDbFaultsTest extends InnoDbFaults<MariaDbServer> {

    @Override
    MariaDbServer startDatabase(Path place) {
        return MariaDbServer.start(place, "max-connections=40");
    }

    @Override
    String[] grants(String name) {
        return new String[] {
            "GRANT ALL ON " + name + ".* TO " + NODE + "@'%' IDENTIFIED BY '" + DatabaseServer.PASSWORD + "'"
        };
    }

    @Override
    void cutOff(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL USER " + NODE);
        }
    }
}
