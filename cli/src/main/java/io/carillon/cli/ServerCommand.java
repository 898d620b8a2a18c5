package io.carillon.cli;

import io.carillon.server.CarillonServer;
import io.carillon.server.ServerSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "server", description = "Run a node. Ctrl-C drains and stops it.")
final class ServerCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final NodeOptions options;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "where REST and workers are listened for; usual: all addresses of this machine")
    private String bind = "0.0.0.0";

    ServerCommand(Terminal terminal) {
        this.terminal = terminal;
        options = new NodeOptions(terminal);
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerSettings settings = options.settings(address());
        CarillonServer server = CarillonServer.start(settings);
        var end = ProcessEnd.whenAsked(server::close);
        terminal.out().print(Banner.of("server", server, settings).text());
        terminal.out().flush();
        end.await();
        return ExitCode.OK;
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException unknown) {
            throw new CommandException(ExitCode.USAGE, "--bind takes an address of this machine, not '" + bind + "'");
        }
    }
}
