package io.carillon.cli;

import io.carillon.client.CarillonClient;
import io.carillon.model.AppName;
import io.carillon.server.CarillonServer;
import io.carillon.server.ServerSettings;
import io.carillon.tasks.BuiltInTasks;
import io.carillon.tasks.EgressPolicy;
import io.carillon.tasks.TaskPolicy;
import io.carillon.worker.Worker;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "dev",
        description = "Run a node, a worker for app 'dev' and a small live demo, all on loopback. Ctrl-C stops them.")
final class DevCommand implements Callable<Integer> {

    static final AppName APP = new AppName("dev");
    private static final int USUAL_PORT = 8080;
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Terminal terminal;

    @Mixin
    private final NodeOptions options;

    @Option(names = "--no-demo", description = "without the demo's jobs")
    private boolean noDemo;

    DevCommand(Terminal terminal) {
        this.terminal = terminal;
        options = new NodeOptions(terminal);
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerSettings settings = options.settings(InetAddress.getLoopbackAddress());
        if (settings.tls() != null) {
            throw new CommandException(
                    ExitCode.USAGE, "'dev' stays on this machine and speaks no TLS; start 'carillon server' for that");
        }
        CarillonServer server = CarillonServer.start(settings);
        Worker worker = worker(server);
        Runnable stop = () -> {
            WorkerCommand.drain(worker, DRAIN);
            server.close();
        };
        var end = ProcessEnd.whenAsked(stop);
        try {
            terminal.out().print(banner(server, settings, worker, demo(server, settings, worker)));
            terminal.out().flush();
        } catch (RuntimeException failed) {
            end.withdraw();
            stop.run();
            throw failed;
        }
        end.await();
        return ExitCode.OK;
    }

    /** Answers how many jobs there are in it. */
    private int demo(CarillonServer server, ServerSettings settings, Worker worker) throws InterruptedException {
        if (!worker.awaitConnected(PATIENCE)) {
            throw new CommandException(
                    ExitCode.FAILED, "the worker could not join its own node within " + PATIENCE.toSeconds() + " s");
        }
        return noDemo ? 0 : new Demo(APP, Banner.health(settings)).apply(client(server));
    }

    static Worker worker(CarillonServer server) {
        var policy = TaskPolicy.closed()
                .allowing(EgressPolicy.PUBLIC_ONLY.allowingLoopback())
                .allowingScripts();
        return Worker.builder()
                .server("localhost:" + server.grpcPort())
                .token(server.token())
                .app(APP.value())
                .tasks(BuiltInTasks.all(policy))
                .start();
    }

    static CarillonClient client(CarillonServer server) {
        return CarillonClient.builder()
                .server(address(server))
                .token(server.token())
                .build();
    }

    private static URI address(CarillonServer server) {
        return URI.create("http://localhost:" + server.httpPort());
    }

    private String banner(CarillonServer server, ServerSettings settings, Worker worker, int jobs) {
        var banner = Banner.of("dev", server, settings)
                .with("Worker", worker.workerId() + " of app " + APP + ", scripts allowed")
                .with("Demo", jobs == 0 ? null : jobs + " jobs with the label demo=true");
        String elsewhere = server.httpPort() == USUAL_PORT ? "" : " --server " + address(server);
        return banner.text()
                + "\nTry next, in another terminal:\n"
                + "  " + environment(server) + "./carillon job list" + elsewhere + "\n"
                + "  " + environment(server) + "./carillon run list --limit 5" + elsewhere + "\n"
                + "\nCtrl-C drains the worker and stops the node.\n";
    }

    /** The other terminal looks for the token where this one's data usually is. */
    private String environment(CarillonServer server) {
        return server.dataDirectory()
                        .equals(terminal.home().resolve("data").toAbsolutePath().normalize())
                ? ""
                : Settings.DATA_DIR + "=" + server.dataDirectory() + " ";
    }
}
