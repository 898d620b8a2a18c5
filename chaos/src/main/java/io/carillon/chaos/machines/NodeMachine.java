package io.carillon.chaos.machines;

import io.carillon.chaos.process.JavaCommand;
import io.carillon.chaos.proxy.FaultProxy;
import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.CarillonUnreachableException;
import io.carillon.databases.DatabaseServer;
import io.carillon.databases.process.GuardedProcess;
import io.carillon.databases.process.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code carillon server} as a process of its own. */
final class NodeMachine extends Living {

    private static final int MEGABYTES = 384;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final int number;
    private final Site site;
    private final String databaseUrl;
    private final int http = Ports.free();
    private final int grpc = Ports.free();

    private NodeMachine(int number, Site site, String databaseUrl, FaultProxy toDatabase) {
        String name = "node-" + number;
        super(name, site.clock(name), List.of(toDatabase));
        this.number = number;
        this.site = site;
        this.databaseUrl = databaseUrl;
    }

    static NodeMachine of(int number, Site site, Database database) {
        FaultProxy line = FaultProxy.to(database.port());
        return new NodeMachine(number, site, database.urlBy(line.port()), line);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http);
    }

    int grpc() {
        return grpc;
    }

    /** How far its wall clock is ahead of the one that all nodes share, as it says itself; nothing where it does not answer. */
    Optional<Duration> clockSkew() {
        try (CarillonClient client = CarillonClient.builder()
                .server(address())
                .token(Site.TOKEN)
                .callTimeout(PATIENCE)
                .build()) {
            return client.nodes().stream()
                    .filter(node -> node.state().equals("up"))
                    .filter(node -> String.valueOf(node.address()).endsWith(":" + grpc))
                    .flatMap(node -> Optional.ofNullable(node.clockSkew()).stream())
                    .findFirst();
        } catch (CarillonApiException | CarillonUnreachableException silent) {
            return Optional.empty();
        }
    }

    @Override
    GuardedProcess launch(int starts) {
        Path data = site.directory().resolve(name());
        List<String> command =
                JavaCommand.carillon(site.version(number, starts).nodes(), MEGABYTES, "server", "--bind", "127.0.0.1");
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
        return GuardedProcess.start(clock().under(command), environment, site.log(name()));
    }
}
