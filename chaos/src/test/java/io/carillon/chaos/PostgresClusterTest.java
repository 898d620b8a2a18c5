package io.carillon.chaos;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import java.nio.file.Path;

final class PostgresClusterTest extends ClusterScenarios {

    @Override
    DatabaseServer startDatabase(Path directory) {
        return PostgresServer.start(directory);
    }
}
