package io.carillon.chaos.machines;

import io.carillon.chaos.process.JavaCommand;
import io.carillon.chaos.proxy.FaultProxy;
import io.carillon.databases.DatabaseServer;
import io.carillon.databases.process.GuardedProcess;
import io.carillon.databases.process.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code carillon server} as a process of its own. */
final class NodeMachine extends Living {

    private static final int MEGABYTES = 384;

    private final Site site;
    private final String databaseUrl;
    private final int http = Ports.free();
    private final int grpc = Ports.free();

    private NodeMachine(String name, Site site, String databaseUrl, FaultProxy toDatabase) {
        super(name, List.of(toDatabase));
        this.site = site;
        this.databaseUrl = databaseUrl;
    }

    static NodeMachine of(String name, Site site, Database database) {
        FaultProxy line = FaultProxy.to(database.port());
        return new NodeMachine(name, site, database.urlBy(line.port()), line);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http);
    }

    int grpc() {
        return grpc;
    }

    @Override
    GuardedProcess launch() {
        Path data = site.directory().resolve(name());
        List<String> command = JavaCommand.of(
                site.distribution() + "/*", MEGABYTES, "io.carillon.cli.Carillon", "server", "--bind", "127.0.0.1");
        var environment = Map.of(
                "CARILLON_HTTP_PORT",
                Integer.toString(http),
                "CARILLON_GRPC_PORT",
                Integer.toString(grpc),
                "CARILLON_MANAGEMENT_PORT",
                "0",
                "CARILLON_DATA_DIR",
                data.toString(),
                "CARILLON_DB_URL",
                databaseUrl,
                "CARILLON_DB_USER",
                DatabaseServer.USER,
                "CARILLON_DB_PASSWORD",
                DatabaseServer.PASSWORD,
                "CARILLON_ADMIN_TOKEN",
                Site.TOKEN);
        return GuardedProcess.start(command, environment, site.log(name()));
    }
}
