package io.carillon.databases;

import java.io.IOException;
import java.nio.file.Path;

final class PostgresServerTest extends DatabaseServerContract {

    @Override
    DatabaseServer start(Path place) {
        return PostgresServer.start(place);
    }

    @Override
    void unpack(Path place) throws IOException {
        PostgresServer.unpack(place);
    }

    @Override
    String program() {
        return "postgres";
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
