package io.carillon.databases;

import java.nio.file.Path;

final class PostgresServerTest extends DatabaseServerContract {

    @Override
    DatabaseServer start(Path place) {
        return PostgresServer.start(place);
    }

    @Override
    String durability() {
        return "SHOW fsync";
    }

    @Override
    String durable() {
        return "on";
    }
}
