package io.carillon.cli;

import io.carillon.client.CarillonClient;
import io.carillon.model.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "accept",
        description =
                "Go on with a database that was restored to an earlier point in time: what it lacks may be done again.")
final class DatabaseAcceptCommand implements Callable<Integer> {

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    DatabaseAcceptCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        String accepted = server.ask(CarillonClient::acceptDatabase);
        output.done(Json.object().put("accepted", accepted).build(), "accepted: " + accepted);
        return ExitCode.OK;
    }
}
