package io.carillon.membership;

import io.carillon.databases.ListServer;
import io.carillon.databases.RedisServer;
import java.nio.file.Path;

final class RedisBoardTest extends BoardContracts {

    @Override
    ListServer start(Path empty) {
        return RedisServer.start(empty);
    }
}
