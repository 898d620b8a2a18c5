package io.carillon.cli;

import io.carillon.client.RunView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "cancel", description = "Ask for a run's end. A worker that has it is told to stop.")
final class RunCancelCommand implements Callable<Integer> {

    @Mixin
    private final RunArgument run = new RunArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    RunCancelCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        RunView asked = server.ask(client -> run.runs(client).cancel(run.id()));
        output.done(asked.document(), "run " + asked.id() + " asked to end: " + asked.state());
        return ExitCode.OK;
    }
}
