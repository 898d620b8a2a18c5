package io.carillon.cli;

import io.carillon.client.RunView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "discard",
        description = "Take a run off the list of dead letters: nothing more is to be done about it.")
final class RunDiscardCommand implements Callable<Integer> {

    @Mixin
    private final RunArgument run = new RunArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    RunDiscardCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        RunView discarded = server.ask(client -> run.runs(client).discard(run.id()));
        output.done(discarded.document(), "run " + discarded.id() + " is no dead letter any more");
        return ExitCode.OK;
    }
}
