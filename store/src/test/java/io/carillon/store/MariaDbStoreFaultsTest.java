package io.carillon.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;

final class MariaDbStoreFaultsTest extends StoreFaults {

    @Override
    DatabaseServer startServer(Path place) {
        return MariaDbServer.start(place, "innodb-flush-log-at-trx-commit=0");
    }

    @Override
    String[] refusing(String state) {
        return new String[] {
            "CREATE TRIGGER refusing BEFORE INSERT ON live FOR EACH ROW IF NEW.job = 'poison' THEN SIGNAL SQLSTATE '"
                    + state + "' SET MESSAGE_TEXT = 'on purpose'; END IF"
        };
    }

    @Override
    String[] refusingNoMore() {
        return new String[] {"DROP TRIGGER refusing"};
    }

    @Override
    String bytes(String hex) {
        return "x'" + hex + "'";
    }

    /** Whoever has changed least gives way. */
    @Override
    void toughen(Statement statement) throws SQLException {
        statement.execute("INSERT INTO weight SELECT seq FROM seq_1_to_1000");
    }

    @Override
    String waiting() {
        return "SELECT count(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
    }
}
