package io.carillon.server;

import io.carillon.databases.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class PostgresFaultsTest extends DatabaseFaults<PostgresServer> {

    @Override
    PostgresServer startDatabase(Path place) {
        return PostgresServer.start(place, "max_connections=40");
    }

    @Override
    String impatient() {
        return "socketTimeout=2";
    }

    @Override
    void lockDeadLetters(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE letters IN ACCESS EXCLUSIVE MODE");
        }
    }

    @Override
    String[] refusingRunsOf(String job) {
        return new String[] {
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'on purpose'; END$$",
            "CREATE TRIGGER refusing BEFORE INSERT ON live FOR EACH ROW WHEN (NEW.job = '" + job
                    + "') EXECUTE FUNCTION refuse()"
        };
    }

    @Override
    String waitingForLocks() {
        return "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    }

    @Override
    void cutOff(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'carillon'");
        }
    }

    /** A real standby: it takes connections, and its transactions can't be told to write. */
    @Override
    void refuseWrites() {
        database().becomeStandby();
    }

    @Override
    void takeWrites() {
        database().promote();
    }

    @Test
    void a_server_that_is_told_to_only_read_under_open_connections_is_told_apart_too() throws Exception {
        assertGoesOnAfter(
                () -> database()
                        .execute(
                                "postgres",
                                "ALTER SYSTEM SET default_transaction_read_only = on",
                                "SELECT pg_reload_conf()"),
                () -> database()
                        .execute(
                                "postgres",
                                "SET default_transaction_read_only = off",
                                "ALTER SYSTEM RESET default_transaction_read_only",
                                "SELECT pg_reload_conf()"));
    }
}
