package io.carillon.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "help", description = "Show what a command does: carillon help job trigger.")
final class HelpCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "the command's words")
    private List<String> words = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    HelpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandLine self = Objects.requireNonNull(spec, "the parser gives each command its place")
                .commandLine();
        CommandLine command = self.getParent();
        for (String word : words) {
            CommandLine below = command.getSubcommands().get(word);
            if (below == null) {
                throw new ParameterException(
                        command, "there is no command '" + String.join(" ", words) + "'", null, word);
            }
            command = below;
        }
        command.usage(terminal.out());
        return ExitCode.OK;
    }
}
