package io.carillon.benchmarks.beside;

import io.carillon.benchmarks.beside.Trial.Kind;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final Duration WARM_UP = Duration.ofSeconds(100);
    private static final int SECONDS = 20;
    private static final int AT_ONCE = 10_000;
    private static final int HERD = 100_000;
    private static final int PER_SECOND = 1_000;
    private static final int JOBS = 100_000;
    private static final int FIRES_PER_SECOND = 30_000;

    /** What a quick round is shorter by. */
    private static final int QUICK = 4;

    /** What a quick round's stock is smaller by. */
    private static final int QUICK_STOCK = 1_000;

    @Option(
            names = "--peers",
            paramLabel = "NAMES",
            split = ",",
            description = "of quartz, db-scheduler and jobrunr, with commas between; usual: none")
    private List<String> peers = List.of();

    @Option(
            names = "--trials",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "of sustained, at-once and paced, and of Carillon's own herd, three-nodes, embedded, fed-by-grpc, recurring and idle, or all;"
                            + " usual: the first three")
    private List<String> trials = Kind.COMMON.stream().map(Kind::option).toList();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "the median of so many is told; usual: ${DEFAULT-VALUE}")
    private int rounds = 3;

    @Option(
            names = "--growth",
            description =
                    "instead: how Carillon's figures change with what lies there: up to a million jobs, ten million runs that are"
                            + " pending, and as many that are over; once each, and it takes an hour and a half")
    private boolean growth;

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
        chosen();
        if (growth && !peers.isEmpty()) {
            throw new ParameterException(commandLine(), "--growth is about Carillon alone: it goes without --peers");
        }
        Path place = directory == null ? Files.createTempDirectory("carillon-bench-") : directory.toAbsolutePath();
        try (PostgresServer server = PostgresServer.start(place.resolve("postgres"), SERVER)) {
            var bench = new Bench(server, place, this::tell, round -> tell(brief(round)));
            String report = growth ? grow(bench) : measure(bench, entrants);
            tell("");
            tell(report + database(server));
        }
        if (directory == null) {
            Directories.delete(place);
        }
        return 0;
    }

    /** In turns, so that a machine that is slow for a while is so for everybody. */
    private String measure(Bench bench, List<Entrant> entrants) {
        var report = new Report();
        for (int round = 0; round < (quick ? 1 : rounds); round++) {
            for (Entrant entrant : entrants) {
                for (List<Trial> together : processes(entrant)) {
                    bench.run(entrant, Stock.NONE, together).forEach(report::add);
                }
            }
        }
        return report.text();
    }

    private String grow(Bench bench) {
        var table = new Growth();
        for (Stock stock : Growth.stocks(quick ? QUICK_STOCK : 1)) {
            tell("beside " + stock + ":");
            table.add(stock, bench.run(Entrant.CARILLON, stock, trialsOfGrowth()));
        }
        return table.text();
    }

    private List<Trial> trialsOfGrowth() {
        return Kind.COMMON.stream().map(kind -> trial(Entrant.CARILLON, kind)).toList();
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

    /** What an entrant does, by the processes that do it. */
    private List<List<Trial>> processes(Entrant entrant) {
        var alone = new ArrayList<List<Trial>>();
        var shared = new ArrayList<Trial>();
        for (Kind kind : chosen()) {
            if (kind.sharesProcess() && (entrant == Entrant.CARILLON || Kind.COMMON.contains(kind))) {
                shared.add(trial(entrant, kind));
            } else if (entrant == Entrant.CARILLON) {
                alone.add(List.of(trial(entrant, kind)));
            }
        }
        return Stream.concat(Stream.of(shared).filter(some -> !some.isEmpty()), alone.stream())
                .toList();
    }

    private Trial trial(Entrant entrant, Kind kind) {
        int shorter = quick ? QUICK : 1;
        int seconds = SECONDS / shorter;
        Duration warmUp = WARM_UP.dividedBy(shorter);
        return switch (kind) {
            case SUSTAINED, THREE_NODES, EMBEDDED, FED_BY_GRPC ->
                new Trial(kind, entrant.runsPerSecond() * seconds, 0, warmUp.multipliedBy(kind.nodes()));
            case AT_ONCE -> new Trial(kind, AT_ONCE / shorter, 0, warmUp);
            case HERD -> new Trial(kind, HERD / shorter, 0, warmUp);
            case PACED -> new Trial(kind, PER_SECOND * seconds, PER_SECOND, warmUp);
            case RECURRING -> new Trial(kind, JOBS / shorter, FIRES_PER_SECOND / shorter, warmUp);
            case IDLE -> new Trial(kind, JOBS / shorter, 0, Duration.ZERO);
        };
    }

    private List<Kind> chosen() {
        if (trials.equals(List.of("all"))) {
            return List.of(Kind.values());
        }
        return trials.stream()
                .map(name -> Arrays.stream(Kind.values())
                        .filter(kind -> kind.option().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new ParameterException(
                                commandLine(),
                                "--trials knows no '" + name + "'; it knows all, "
                                        + Arrays.stream(Kind.values())
                                                .map(Kind::option)
                                                .collect(Collectors.joining(", ")))))
                .toList();
    }

    private static String brief(Round round) {
        Measured measured = round.measured();
        return String.format(
                Locale.ROOT,
                "%s, %s: fed %,.0f/s, %,d of %,d runs began, %,.0f recorded/s, latest %,d ms, p50 %,d µs, p99 %,d µs",
                round.product(),
                round.trial().kind().option(),
                round.fedPerSecond(),
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
