package io.carillon.membership;

import io.carillon.databases.ListServer;
import io.carillon.databases.ZooKeeperServer;
import java.nio.file.Path;

final class ZooKeeperBoardTest extends BoardContracts {

    @Override
    ListServer start(Path empty) {
        return ZooKeeperServer.start(empty);
    }
}
