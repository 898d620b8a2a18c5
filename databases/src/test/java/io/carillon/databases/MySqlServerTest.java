package io.carillon.databases;

import java.io.IOException;
import java.nio.file.Path;

final class MySqlServerTest extends DatabaseServerContract {

    @Override
    DatabaseServer start(Path place) {
        return MySqlServer.start(place);
    }

    @Override
    void unpack(Path place) throws IOException {
        MySqlServer.unpack(place);
    }

    @Override
    String program() {
        return "mysqld";
    }

    @Override
    String durability() {
        return "SELECT CONCAT(@@innodb_flush_log_at_trx_commit, ' ', @@sync_binlog)";
    }

    @Override
    String durable() {
        return "1 1";
    }
}
