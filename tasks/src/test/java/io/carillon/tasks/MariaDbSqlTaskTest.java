package io.carillon.tasks;

import io.carillon.databases.MariaDbServer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class MariaDbSqlTaskTest extends SqlTaskContract {

    MariaDbSqlTaskTest(@TempDir Path directory) {
        super("mariadb", MariaDbServer.start(directory.resolve("server")));
    }

    @Override
    String runningStatements(String text) {
        return "SELECT count(*) FROM information_schema.processlist WHERE id <> connection_id() AND info LIKE '%" + text
                + "%'";
    }
}
