package io.carillon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands in the list of commands for the one that the launcher starts by itself: it brings database servers, which the distribution does not have. */
@Command(
        name = "chaos",
        description = {
            "Break a cluster of real processes by seed and check what it leaves behind.",
            "Starts a database, nodes and workers of its own; asks no server."
        })
final class ChaosCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw onlyInSources("chaos");
    }

    static CommandException onlyInSources(String command) {
        return new CommandException(
                ExitCode.USAGE,
                command + " is built and started by ./carillon in a source tree; it is not in the distribution");
    }
}
