package io.carillon.cli;

import io.carillon.model.AppName;
import io.carillon.worker.Worker;
import io.carillon.worker.WorkerBuilder;
import io.carillon.worker.WorkerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "worker",
        description =
                "Run a worker with the built-in tasks (http, noop and, if allowed, scripts and sql) and plugins. Ctrl-C drains it. "
                        + "'carillon worker list' lists the workers that are connected.")
final class WorkerCommand implements Callable<Integer> {

    private static final String USUAL_SERVER = "localhost:9090";

    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description =
                    "the gRPC address of a node, or of several with commas between them (CARILLON_SERVER); they name "
                            + "the others; usual: " + USUAL_SERVER)
    private @Nullable String server;

    @Option(
            names = "--no-discover",
            description =
                    "dial the addresses of --server only, and none that nodes advertise: where those can't be reached")
    private boolean alone;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "who dials; prefer the variable CARILLON_TOKEN or CARILLON_ADMIN_TOKEN, as other users of this "
                            + "machine can see flags; usual: what a server on this machine keeps in its data directory")
    private @Nullable String token;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "settings, as lines of NAME=VALUE with the variables' names (CARILLON_CONFIG)")
    private @Nullable Path config;

    @Option(names = "--app", paramLabel = "NAME", description = "the pool to join; required")
    private @Nullable AppName app;

    @Option(names = "--slots", paramLabel = "N", description = "how many attempts may run at once; usual: 16")
    private int slots = 16;

    @Option(names = "--id", paramLabel = "ID", description = "unique in the cluster; usual: made from app and host")
    private @Nullable String id;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "a fact for routing; may be repeated")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Mixin
    private final TaskOptions tasks = new TaskOptions();

    @Option(names = "--drain", paramLabel = "SECONDS", description = "how long what runs may finish; usual: 30")
    private int drainSeconds = 30;

    WorkerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        AppName pool = requiredApp();
        Settings settings =
                Settings.of(terminal, config).with(Settings.SERVER, server).with(Settings.TOKEN, token);
        String address = address(settings);
        var credentials = Credentials.find(settings, host(address), settings.dataDirectory());
        if (credentials.token() == null) {
            throw new CommandException(
                    ExitCode.AUTH,
                    "a worker needs a token",
                    "The token came from " + credentials.origin() + ".",
                    "Give one with --token or CARILLON_TOKEN.");
        }
        Worker worker = start(address, credentials.token(), pool, settings);
        var end = ProcessEnd.whenAsked(() -> drain(worker, Duration.ofSeconds(drainSeconds)));
        terminal.out().println("worker " + worker.workerId() + " of app " + pool + " dials " + address);
        try {
            worker.awaitEnded();
        } catch (WorkerException turnedAway) {
            end.withdraw();
            throw new CommandException(
                    exitCode(turnedAway), String.valueOf(turnedAway.getMessage()), hint(credentials));
        }
        return ExitCode.OK;
    }

    private AppName requiredApp() {
        if (app == null) {
            CommandSpec here = Objects.requireNonNull(spec, "the parser gives each command its place");
            throw new ParameterException(here.commandLine(), "Missing required option: '--app=NAME'");
        }
        return app;
    }

    /** The variable serves the other commands too, which speak HTTP. */
    private String address(Settings settings) {
        String address = settings.get(Settings.SERVER).orElse(USUAL_SERVER);
        if (address.contains("://")) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "a worker dials HOST:PORT, a node's gRPC address such as " + USUAL_SERVER + ", not '" + address
                            + "'",
                    server == null ? "It came from CARILLON_SERVER; name the address with --server." : "");
        }
        return address;
    }

    private static String host(String address) {
        String first = address.split(",", 2)[0];
        int colon = first.lastIndexOf(':');
        return colon < 0 ? first : first.substring(0, colon);
    }

    private Worker start(String address, String bearerToken, AppName pool, Settings settings) {
        try {
            WorkerBuilder builder = Worker.builder()
                    .server(address)
                    .discover(!alone)
                    .token(bearerToken)
                    .app(pool.value())
                    .slots(slots)
                    .tasks(tasks.types(settings, terminal));
            if (id != null) {
                builder.workerId(id);
            }
            labels.forEach(builder::label);
            tls.files(settings).ifPresent(builder::tls);
            return builder.start();
        } catch (IllegalArgumentException mistake) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(mistake.getMessage()));
        }
    }

    static void drain(Worker worker, Duration limit) {
        try {
            worker.drain(limit);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static int exitCode(WorkerException turnedAway) {
        return switch (turnedAway.code()) {
            case "UNAUTHENTICATED" -> ExitCode.AUTH;
            case "WORKER_ID_IN_USE" -> ExitCode.CONFLICT;
            default -> ExitCode.FAILED;
        };
    }

    private static String hint(Credentials credentials) {
        return "The token came from " + credentials.origin() + ".";
    }
}
