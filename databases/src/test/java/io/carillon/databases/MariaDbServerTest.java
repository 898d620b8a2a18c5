package io.carillon.databases;

import java.io.IOException;
import java.nio.file.Path;

final class MariaDbServerTest extends DatabaseServerContract {

    @Override
    DatabaseServer start(Path place) {
        return MariaDbServer.start(place);
    }

    @Override
    void unpack(Path place) throws IOException {
        MariaDbServer.unpack(place);
    }

    @Override
    String program() {
        return "mariadbd";
    }

    @Override
    String durability() {
        return "SELECT @@innodb_flush_log_at_trx_commit";
    }

    @Override
    String durable() {
        return "1";
    }
}
