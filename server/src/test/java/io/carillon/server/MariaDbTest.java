package io.carillon.server;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import java.nio.file.Path;

final class MariaDbTest extends DatabaseOutage {

    @Override
    DatabaseServer startDatabase(Path place) {
        return MariaDbServer.start(place);
    }
}
