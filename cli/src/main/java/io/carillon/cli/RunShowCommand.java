package io.carillon.cli;

import io.carillon.client.RunView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "show", description = "Show a run: what became of it, and why.")
final class RunShowCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final RunArgument run = new RunArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    RunShowCommand(Terminal terminal) {
        this.terminal = terminal;
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        RunView shown = server.ask(client -> run.runs(client).get(run.id()));
        output.show(shown.document(), () -> RunText.facts(shown, terminal.width()));
        return ExitCode.OK;
    }
}
