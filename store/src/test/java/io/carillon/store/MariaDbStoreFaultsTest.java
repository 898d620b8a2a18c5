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

    /** The table of transactions is a copy that is only made anew when nobody has looked for a tenth of a second. */
    @Override
    String waiting() {
        return "SELECT variable_value FROM information_schema.global_status"
                + " WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'";
    }
}
