package io.carillon.cli;

import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import java.net.URI;
import java.nio.file.Path;
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
            description = "the server's HTTP address (CARILLON_SERVER); usual: " + USUAL)
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
        Settings settings =
                Settings.of(terminal, config).with(Settings.SERVER, server).with(Settings.TOKEN, token);
        URI address = address(settings.get(Settings.SERVER).orElse(USUAL));
        var credentials = Credentials.find(settings, address.getHost(), settings.dataDirectory());
        try (CarillonClient client = client(address, credentials)) {
            return question.apply(client);
        } catch (CarillonApiException refused) {
            if (refused.status() == UNAUTHORIZED || refused.status() == FORBIDDEN) {
                throw new CommandException(
                        ExitCode.AUTH,
                        Failures.summary(refused),
                        "The token came from " + credentials.origin() + ".",
                        "Give one with --token or CARILLON_TOKEN.");
            }
            throw refused;
        }
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

    private static CarillonClient client(URI address, Credentials credentials) {
        var builder = CarillonClient.builder().server(address);
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
