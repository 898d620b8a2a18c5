package io.carillon.benchmarks.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Insert-then-finish cycles: every contender in every round, in rotating order, each on a database of its own that grows. */
final class CycleComparison {

    private final Path parent;
    private final PrintStream out;
    private final int rounds;
    private final int rowsBefore;

    /** @param rowsBefore how many finished runs each database holds before anything is measured */
    CycleComparison(Path parent, PrintStream out, int rounds, int rowsBefore) {
        this.parent = parent;
        this.out = out;
        this.rounds = rounds;
        this.rowsBefore = rowsBefore;
    }

    /** A candidate with the form of its batches; statements are kept between transactions or not. */
    record Contender(String name, Candidate candidate, BatchForm form, boolean statementsKept) {}

    record Figures(
            double cyclesPerSecond,
            double commitMicros,
            double slowCommitMicros,
            double cpuMicrosPerCycle,
            double bytesPerCycle) {}

    private record Seat(
            Contender contender, Place place, Connection connection, Cycles cycles, List<Figures> figures) {}

    void compare(String title, List<Contender> contenders, List<Integer> batches) throws SQLException, IOException {
        var seats = new ArrayList<Seat>();
        for (var contender : contenders) {
            seats.add(seat(contender));
        }
        for (var batch : batches) {
            measure(seats, batch);
            print(title + ", batches of " + batch, seats);
        }
        for (var seat : seats) {
            seat.connection().close();
            seat.place().close();
        }
    }

    private Seat seat(Contender contender) throws SQLException, IOException {
        var place = Place.under(parent, contender.name().replaceAll("\\W+", "-"));
        var candidate = contender.candidate();
        var connection = candidate.openWriter(place.directory());
        Schema.create(candidate, connection);
        var statements = new Statements(connection, contender.statementsKept());
        var cycles = new Cycles(candidate, connection, statements, contender.form(), 1);
        cycles.run(rowsBefore, 1_000);
        return new Seat(contender, place, connection, cycles, new ArrayList<>());
    }

    private void measure(List<Seat> seats, int batch) throws SQLException, IOException {
        seats.forEach(seat -> seat.figures().clear());
        for (int round = 0; round <= rounds; round++) {
            for (int turn = 0; turn < seats.size(); turn++) {
                var seat = seats.get((turn + round) % seats.size());
                var measured = measure(seat.cycles(), batch);
                if (round > 0) { // The first round warms up.
                    seat.figures().add(measured);
                }
            }
        }
    }

    private Figures measure(Cycles cycles, int batch) throws SQLException, IOException {
        var count = cyclesFor(batch);
        cycles.takeCommits();
        var before = WrittenBytes.soFar();
        var watch = Stopwatch.startWithCpu();
        cycles.run(count, batch);
        var seconds = watch.seconds();
        var cpuMicros = watch.cpuNanos() / 1_000.0;
        var commits = cycles.takeCommits();
        return new Figures(
                count / seconds,
                commits.micros(0.5),
                commits.micros(0.99),
                cpuMicros / count,
                (WrittenBytes.soFar() - before) / (double) count);
    }

    private static int cyclesFor(int batch) {
        return switch (batch) {
            case 1 -> 1_000;
            case 10 -> 4_000;
            case 100 -> 15_000;
            default -> 20_000;
        };
    }

    private void print(String title, List<Seat> seats) {
        out.printf("%n%s (medians of %d rounds)%n", title, rounds);
        out.printf(
                "%-28s %10s %7s %14s %14s %12s %14s%n",
                "", "cycles/s", "ratio", "commit p50 us", "commit p99 us", "CPU us/cycle", "bytes/cycle");
        var first = seats.getFirst().figures();
        for (var seat : seats) {
            var own = seat.figures();
            var ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                ratios[round] =
                        own.get(round).cyclesPerSecond() / first.get(round).cyclesPerSecond();
            }
            out.printf(
                    "%-28s %,10.0f %7.2f %14.0f %14.0f %12.1f %,14.0f%n",
                    seat.contender().name(),
                    median(own, Figures::cyclesPerSecond),
                    Medians.of(ratios),
                    median(own, Figures::commitMicros),
                    median(own, Figures::slowCommitMicros),
                    median(own, Figures::cpuMicrosPerCycle),
                    median(own, Figures::bytesPerCycle));
        }
    }

    private static double median(List<Figures> figures, ToDoubleFunction<Figures> column) {
        return Medians.of(figures.stream().mapToDouble(column).toArray());
    }
}
