package io.carillon.cli;

import io.carillon.simulation.Outcome;
import io.carillon.simulation.Simulator;
import io.carillon.simulation.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "simulate",
        description = {
            "Break a simulated cluster by seed and check that it keeps its promises.",
            "Runs the real scheduler and worker on one thread in a made-up world; asks no server."
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int FAILURES_TOLD = 3;

    private final Terminal terminal;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "how many seeds; usually 100, or as many as there is time for")
    private @Nullable Long seeds;

    @Option(names = "--seed", paramLabel = "S", description = "the first seed", defaultValue = "1")
    private long first;

    @Option(names = "--minutes", paramLabel = "M", description = "stop beginning seeds after this many minutes")
    private @Nullable Long minutes;

    @Spec
    private @Nullable CommandSpec spec;

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        long most = seeds != null ? seeds : minutes != null ? Long.MAX_VALUE : 100;
        refuseBelowOne("--seeds", most);
        refuseBelowOne("--minutes", minutes == null ? 1 : minutes);
        Summary summary = run(most);
        terminal.out().println(summary.text());
        return summary.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Summary run(long most) {
        var summary = new Summary();
        @Nullable
        Instant end = minutes == null ? null : terminal.clock().instant().plus(Duration.ofMinutes(minutes));
        for (long i = 0; i < most && (end == null || terminal.clock().instant().isBefore(end)); i++) {
            Outcome outcome = Simulator.run(first + i);
            summary.add(outcome);
            if (outcome.violation() != null && summary.failures().size() <= FAILURES_TOLD) {
                terminal.out().println(outcome.report());
            }
        }
        return summary;
    }

    private void refuseBelowOne(String option, long value) {
        if (value < 1) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "the parser gives each command its place")
                            .commandLine(),
                    option + " must be at least 1, not " + value);
        }
    }
}
