package io.carillon.chaos;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import java.nio.file.Path;

final class MariaDbClusterTest extends ClusterScenarios {

    @Override
    DatabaseServer startDatabase(Path directory) {
        return MariaDbServer.start(directory);
    }
}
