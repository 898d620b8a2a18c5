package io.carillon.databases;

import java.nio.file.Path;

final class MariaDbServerTest extends DatabaseServerContract {

    @Override
    DatabaseServer start(Path place) {
        return MariaDbServer.start(place);
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
