package io.carillon.server;

import io.carillon.databases.ListServer;
import io.carillon.databases.ZooKeeperServer;
import java.nio.file.Path;

final class ZooKeeperClusterTest extends ListedClusters {

    @Override
    ListServer startList(Path empty) {
        return ZooKeeperServer.start(empty);
    }
}
