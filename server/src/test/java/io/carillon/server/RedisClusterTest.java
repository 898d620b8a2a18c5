package io.carillon.server;

import io.carillon.databases.ListServer;
import io.carillon.databases.RedisServer;
import java.nio.file.Path;

final class RedisClusterTest extends ListedClusters {

    @Override
    ListServer startList(Path empty) {
        return RedisServer.start(empty);
    }
}
