package io.carillon.server;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import java.nio.file.Path;

final class PostgresTest extends DatabaseOutage {

    @Override
    DatabaseServer startDatabase(Path place) {
        return PostgresServer.start(place);
    }
}
