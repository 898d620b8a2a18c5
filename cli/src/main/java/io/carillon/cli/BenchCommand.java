package io.carillon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands in the list of commands for the one that the launcher starts by itself: it brings the peers, which the distribution does not have. */
@Command(
        name = "bench",
        description = {
            "Measure Carillon beside its peers on this machine.",
            "Starts a database, nodes and workers of its own; asks no server."
        })
final class BenchCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw ChaosCommand.onlyInSources("bench");
    }
}
