package io.carillon.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MySqlServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;

final class MySqlStoreFaultsTest extends StoreFaults {

    @Override
    DatabaseServer startServer(Path place) {
        return MySqlServer.start(place, "innodb-flush-log-at-trx-commit=0");
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
        statement.execute(
                "INSERT INTO weight WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)"
                        + " SELECT n FROM numbers");
    }

    /** The table of transactions is a copy that is only made anew when nobody has looked for a tenth of a second. */
    @Override
    String waiting() {
        return "SELECT variable_value FROM performance_schema.global_status"
                + " WHERE variable_name = 'Innodb_row_lock_current_waits'";
    }
}
