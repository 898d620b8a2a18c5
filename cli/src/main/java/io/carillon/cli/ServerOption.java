package io.carillon.cli;

import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.FeedTls;
import io.carillon.client.RunFeed;
import io.carillon.worker.WorkerTls;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server to ask, and as whom. */
final class ServerOption {

    private static final String USUAL = "http://localhost:8080";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Terminal terminal;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "the server's HTTP address, or those of several nodes with commas (CARILLON_SERVER);"
                    + " usual: " + USUAL)
    private @Nullable String server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "who asks; prefer the variable CARILLON_TOKEN or CARILLON_ADMIN_TOKEN, as other users of this "
                            + "machine can see flags; usual: what a server on this machine keeps in its data directory")
    private @Nullable String token;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "settings, as lines of NAME=VALUE with the variables' names (CARILLON_CONFIG)")
    private @Nullable Path config;

    ServerOption(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Asks the server and hands back its answer. A refusal of the token says where the token came from. */
    <T> T ask(Function<CarillonClient, T> question) {
        Settings settings = settings();
        List<URI> addresses = addresses(settings.get(Settings.SERVER).orElse(USUAL));
        var hosts = addresses.stream().map(URI::getHost).toList();
        var credentials = Credentials.find(settings, farthest(hosts), settings.dataDirectory());
        try (CarillonClient client = client(addresses, credentials)) {
            return question.apply(client);
        } catch (CarillonApiException refused) {
            throw told(refused, credentials);
        }
    }

    /** Feeds nodes over gRPC, at addresses with commas between them. */
    <T> T feed(String nodes, TlsOptions tls, Function<RunFeed, T> use) {
        Settings settings = settings();
        List<String> addresses =
                Arrays.stream(nodes.split(",", -1)).map(String::trim).toList();
        var hosts = addresses.stream()
                .map(address -> address.replaceAll(":[^:]*$", ""))
                .toList();
        var credentials = Credentials.find(settings, farthest(hosts), settings.dataDirectory());
        try (RunFeed feed = feed(addresses, tls.files(settings), credentials)) {
            return use.apply(feed);
        } catch (CarillonApiException refused) {
            throw told(refused, credentials);
        }
    }

    private Settings settings() {
        return Settings.of(terminal, config).with(Settings.SERVER, server).with(Settings.TOKEN, token);
    }

    private static RunFeed feed(List<String> addresses, Optional<WorkerTls> tls, Credentials credentials) {
        try {
            var builder = RunFeed.builder().nodes(addresses);
            tls.map(files -> new FeedTls(files.authority(), files.certificate(), files.key()))
                    .ifPresent(builder::tls);
            return (credentials.token() == null ? builder : builder.token(credentials.token())).build();
        } catch (IllegalArgumentException unfit) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(unfit.getMessage()));
        }
    }

    private static RuntimeException told(CarillonApiException refused, Credentials credentials) {
        if (refused.status() != UNAUTHORIZED && refused.status() != FORBIDDEN) {
            return refused;
        }
        return new CommandException(
                ExitCode.AUTH,
                Failures.summary(refused),
                "The token came from " + credentials.origin() + ".",
                "Give one with --token or CARILLON_TOKEN.");
    }

    /** What is kept on this machine goes to this machine only. */
    private static String farthest(List<String> hosts) {
        return hosts.stream()
                .filter(host -> !Credentials.isLoopback(host))
                .findFirst()
                .orElseGet(hosts::getFirst);
    }

    private static List<URI> addresses(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(text -> address(text.trim()))
                .toList();
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text);
            CarillonClient.builder().server(address);
            return address;
        } catch (IllegalArgumentException malformed) {
            throw new CommandException(
                    ExitCode.USAGE, "the server's address is like " + USUAL + ", not '" + text + "'");
        }
    }

    private static CarillonClient client(List<URI> addresses, Credentials credentials) {
        var builder = CarillonClient.builder().servers(addresses);
        if (credentials.token() != null) {
            try {
                builder.token(credentials.token());
            } catch (IllegalArgumentException unfit) {
                throw new CommandException(
                        ExitCode.AUTH, unfit.getMessage() + " (it came from " + credentials.origin() + ")");
            }
        }
        return builder.build();
    }
}
