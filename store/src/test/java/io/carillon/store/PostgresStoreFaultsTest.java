package io.carillon.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;

final class PostgresStoreFaultsTest extends StoreFaults {

    @Override
    DatabaseServer startServer(Path place) {
        return PostgresServer.start(place, "fsync=off", "deadlock_timeout=2s");
    }

    @Override
    String[] refusing(String state) {
        return new String[] {
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '" + state + "'; END$$",
            "CREATE TRIGGER refusing BEFORE INSERT ON live FOR EACH ROW WHEN (NEW.job = 'poison')"
                    + " EXECUTE FUNCTION refuse()"
        };
    }

    @Override
    String[] refusingNoMore() {
        return new String[] {"DROP TRIGGER refusing ON live"};
    }

    @Override
    String bytes(String hex) {
        return "'\\x" + hex + "'";
    }

    /** Whoever looks for a deadlock first gives way. */
    @Override
    void toughen(Statement statement) throws SQLException {
        statement.execute("SET deadlock_timeout = '1h'");
    }

    @Override
    String waiting() {
        return "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    }
}
