package io.carillon.chaos;

import io.carillon.chaos.machines.Version;
import io.carillon.chaos.machines.WholeSystem;
import io.carillon.chaos.witness.WitnessWorker;
import io.carillon.databases.process.Directories;
import io.carillon.databases.process.Distribution;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon chaos}. */
@Command(
        name = "carillon chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Break real processes by seed and check what they leave behind.",
            "Starts a database, nodes and workers of its own on loopback, and ends only those. "
                    + "The exit code is 1 if anything is not as it must be."
        })
public final class ChaosCommand implements Callable<Integer> {

    private static final int OK = 0;
    private static final int FAILED = 1;

    @Option(names = "--minutes", paramLabel = "M", description = "how long things break; usual: ${DEFAULT-VALUE}")
    private double minutes = 1.5;

    @Option(names = "--seed", paramLabel = "S", description = "decides what breaks and when; usual: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Option(names = "--db", paramLabel = "NAME", description = "postgres or mariadb; usual: postgres")
    private String database = "postgres";

    @Option(names = "--nodes", paramLabel = "N", description = "usual: ${DEFAULT-VALUE}")
    private int nodes = 3;

    @Option(names = "--workers", paramLabel = "N", description = "usual: ${DEFAULT-VALUE}")
    private int workers = 4;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "where witnesses and logs are kept; usual: among the temporary files, for as long as nothing is wrong")
    private @Nullable Path directory;

    @Option(
            names = "--worker-habit",
            paramLabel = "HABIT",
            description =
                    "twice: workers now and then do the work of an attempt twice, to see that this is found; usual: sound")
    private String habit = "sound";

    @Option(
            names = "--other",
            paramLabel = "DIR",
            description = {
                "a checkout of another version, whose ./carillon has built it and its chaos: "
                        + "every second start of a node or a worker takes that one",
                "Both versions are there from the beginning, and each start is an upgrade or a way back."
            })
    private @Nullable Path other;

    @Spec
    private @Nullable CommandSpec spec;

    private ChaosCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ChaosCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path place = directory == null ? Files.createTempDirectory("carillon-chaos-") : directory.toAbsolutePath();
        Files.createDirectories(place);
        PrintWriter out = commandLine().getOut();
        try {
            Verdict verdict = new Chaos(setup(place), line -> tell(out, line)).run();
            tell(out, verdict.text());
            return conclude(verdict, place, out);
        } catch (IllegalStateException brokenOff) {
            tell(out, "the attack broke off; what it left is in " + place);
            throw brokenOff;
        }
    }

    private int conclude(Verdict verdict, Path place, PrintWriter out) throws IOException {
        boolean isSound = verdict.violations().isEmpty();
        if (isSound && directory == null) {
            Directories.delete(place);
        } else {
            Leftovers.keep(verdict, place);
            tell(out, "everything that it left is in " + place);
        }
        return isSound ? OK : FAILED;
    }

    private Setup setup(Path place) {
        var size = new WholeSystem.Size(
                choice(WholeSystem.Product.class, "--db", database),
                positive("--nodes", nodes),
                positive("--workers", workers));
        return new Setup(
                Duration.ofMillis(Math.round(minutes * 60_000)),
                seed,
                size,
                place,
                versions(),
                choice(WitnessWorker.Habit.class, "--worker-habit", habit));
    }

    private List<Version> versions() {
        Version own = Version.own();
        if (other == null) {
            return List.of(own);
        }
        Path checkout = other.toAbsolutePath();
        if (!Files.isDirectory(Distribution.of(checkout).jars())
                || !Files.isDirectory(checkout.resolve("chaos/target/chaos/lib"))) {
            throw new ParameterException(
                    commandLine(),
                    "--other must be a checkout that is built: run './carillon chaos --help' in " + checkout
                            + " first");
        }
        return List.of(own, Version.of(checkout));
    }

    private <E extends Enum<E>> E choice(Class<E> type, String option, String given) {
        try {
            return Enum.valueOf(type, given.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(commandLine(), option + " can't be '" + given + "'", unknown);
        }
    }

    private int positive(String option, int given) {
        if (given < 1) {
            throw new ParameterException(commandLine(), option + " must be at least 1, not " + given);
        }
        return given;
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "the parser gives each command its place")
                .commandLine();
    }

    private static synchronized void tell(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
