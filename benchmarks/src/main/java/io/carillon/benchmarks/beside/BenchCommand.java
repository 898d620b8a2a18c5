package io.carillon.benchmarks.beside;

import io.carillon.databases.PostgresServer;
import io.carillon.databases.process.Directories;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon bench}. */
@Command(
        name = "carillon bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measure Carillon beside its peers, on one PostgreSQL of its own, one after the other.",
            "Everything of each shares the processors of this machine. Durability is as PostgreSQL ships it: fsync and synchronous commit."
        })
public final class BenchCommand implements Callable<Integer> {

    private static final String[] SERVER = {"shared_buffers=1GB", "max_wal_size=8GB", "max_connections=100"};
    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final int SECONDS = 20;
    private static final int AT_ONCE = 10_000;
    private static final int PER_SECOND = 1_000;

    /** What a quick round is shorter by. */
    private static final int QUICK = 4;

    @Option(
            names = "--peers",
            paramLabel = "NAMES",
            split = ",",
            description = "of quartz, db-scheduler and jobrunr, with commas between; usual: none")
    private List<String> peers = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "the median of so many is told; usual: ${DEFAULT-VALUE}")
    private int rounds = 3;

    @Option(names = "--quick", description = "one short round, to see that it works; its figures say little")
    private boolean quick;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the database lies; usual: among the temporary files")
    private @Nullable Path directory;

    @Spec
    private @Nullable CommandSpec spec;

    private BenchCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        List<Entrant> entrants = entrants();
        Path place = directory == null ? Files.createTempDirectory("carillon-bench-") : directory.toAbsolutePath();
        try (PostgresServer server = PostgresServer.start(place.resolve("postgres"), SERVER)) {
            Report report = measure(new Bench(server, distribution(), place, this::tell), entrants);
            tell("");
            tell(report.text() + database(server));
        }
        if (directory == null) {
            Directories.delete(place);
        }
        return 0;
    }

    /** In turns, so that a machine that is slow for a while is so for everybody. */
    private Report measure(Bench bench, List<Entrant> entrants) {
        var report = new Report();
        for (int round = 0; round < (quick ? 1 : rounds); round++) {
            for (Entrant entrant : entrants) {
                for (Trial trial : trials(entrant)) {
                    Round done = bench.run(entrant, trial);
                    report.add(done);
                    tell(brief(done));
                }
            }
        }
        return report;
    }

    /** What it is, what was set, and what it says of its durability. */
    private static String database(PostgresServer server) {
        var says = new ArrayList<>(List.of(SERVER));
        try (Connection connection = server.connect(server.maintenance());
                Statement statement = connection.createStatement()) {
            for (String name : DURABILITY) {
                try (ResultSet row = statement.executeQuery("SHOW " + name)) {
                    row.next();
                    says.add(name + "=" + row.getString(1));
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the database does not say how it is set", failure);
        }
        return "- %s: %s.".formatted(server.product(), String.join(", ", says));
    }

    /** Where the launcher has the command line's jars. */
    private static Path distribution() {
        String home = Objects.requireNonNullElse(System.getProperty("carillon.home"), ".");
        return Path.of(home, "cli", "target", "carillon", "lib").toAbsolutePath();
    }

    private List<Trial> trials(Entrant entrant) {
        int shorter = quick ? QUICK : 1;
        int seconds = SECONDS / shorter;
        return List.of(
                new Trial(Trial.SUSTAINED, entrant.runsPerSecond() * seconds, 0),
                new Trial(Trial.AT_ONCE, AT_ONCE / shorter, 0),
                new Trial(Trial.PACED, PER_SECOND * seconds, PER_SECOND));
    }

    private static String brief(Round round) {
        Measured measured = round.measured();
        return String.format(
                Locale.ROOT,
                "%s, %s: %,d of %,d runs began, %,.0f recorded/s, latest %,d ms, p50 %,d µs, p99 %,d µs",
                round.product(),
                round.trial().name(),
                measured.began(),
                round.trial().runs(),
                round.recordedPerSecond(),
                measured.latest() / 1_000,
                measured.p50(),
                measured.p99());
    }

    private List<Entrant> entrants() {
        var entrants = new ArrayList<>(List.of(Entrant.CARILLON));
        for (String name : peers) {
            entrants.add(Arrays.stream(Entrant.values())
                    .filter(entrant ->
                            entrant != Entrant.CARILLON && entrant.option().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            commandLine(), "--peers knows no '" + name + "'; it knows " + known())));
        }
        return entrants;
    }

    private static String known() {
        return Arrays.stream(Entrant.values())
                .filter(entrant -> entrant != Entrant.CARILLON)
                .map(Entrant::option)
                .collect(Collectors.joining(", "));
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "the parser gives each command its place")
                .commandLine();
    }

    private void tell(String line) {
        PrintWriter out = commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
