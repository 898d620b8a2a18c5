package io.carillon.server;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MySqlServer;
import java.nio.file.Path;

final class MySqlTest extends DatabaseOutage {

    @Override
    DatabaseServer startDatabase(Path place) {
        return MySqlServer.start(place);
    }
}
