package io.carillon.benchmarks.beside;

import io.carillon.benchmarks.beside.Trial.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The rounds of all entrants as tables in Markdown: of each figure the median of its rounds. */
final class Report {

    /** Figures that only Carillon was asked for. */
    private static final List<Own> OWN = List.of(
            new Own(
                    "sustained: the node's processor time a run",
                    Kind.SUSTAINED,
                    "%,.1f µs",
                    round -> each(round, round.measured().used().apart())),
            new Own("many due at one instant: last started", Kind.HERD, "%,.0f ms", inMillis(Measured::latest)),
            new Own("sustained, three nodes: recorded runs/s", Kind.THREE_NODES, "%,.0f", Round::recordedPerSecond),
            new Own(
                    "sustained, embedded database, one process: recorded runs/s",
                    Kind.EMBEDDED,
                    "%,.0f",
                    Round::recordedPerSecond),
            new Own("fed over gRPC: runs/s", Kind.FED_BY_GRPC, "%,.0f", Round::fedPerSecond),
            new Own("recurring jobs: recorded fires/s", Kind.RECURRING, "%,.0f", Round::recordedPerSecond),
            new Own("recurring jobs: start − due, mean", Kind.RECURRING, "%,.1f ms", inMillis(Measured::mean)),
            new Own("recurring jobs: start − due, p99", Kind.RECURRING, "%,.1f ms", inMillis(Measured::p99)),
            new Own(
                    "a node whose jobs are not due: of a core",
                    Kind.IDLE,
                    "%.2f %%",
                    round -> 100.0
                            * round.measured().used().apart()
                            / round.measured().recorded()));

    private final Map<Entrant, List<Round>> rounds = new LinkedHashMap<>();

    void add(Round round) {
        rounds.computeIfAbsent(round.entrant(), fresh -> new ArrayList<>()).add(round);
    }

    String text() {
        var text = new StringBuilder();
        text.append("| system | recorded runs/s | of Carillon's | CPU µs a run: system, database | fed/s ")
                .append("| at one instant: last started | start − due at %,d/s: mean, p50, p99, p99.9 | early |%n"
                        .formatted(paced()))
                .append("|---|---|---|---|---|---|---|---|\n");
        for (List<Round> mine : rounds.values()) {
            text.append(row(mine)).append('\n');
        }
        text.append('\n').append(alone());
        for (List<Round> mine : rounds.values()) {
            text.append("- ")
                    .append(mine.getFirst().product())
                    .append(": ")
                    .append(String.join("; ", mine.getFirst().settings()))
                    .append(".\n");
        }
        return text.toString();
    }

    private record Own(String title, Kind kind, String form, ToDoubleFunction<Round> figure) {

        private Optional<String> row(List<Round> mine) {
            return median(mine, kind, figure)
                    .map(value -> "| %s | %s |%n".formatted(title, String.format(Locale.ROOT, form, value)));
        }
    }

    /** What only Carillon was asked to do. */
    private String alone() {
        List<Round> mine = rounds.getOrDefault(Entrant.CARILLON, List.of());
        String rows = OWN.stream().flatMap(own -> own.row(mine).stream()).collect(Collectors.joining());
        return rows.isEmpty() ? "" : "| Carillon by itself | |\n|---|---|\n" + rows + "\n";
    }

    private int paced() {
        return rounds.values().stream()
                .flatMap(List::stream)
                .mapToInt(round -> round.trial().perSecond())
                .max()
                .orElse(0);
    }

    private String row(List<Round> mine) {
        double best = median(rounds.getOrDefault(Entrant.CARILLON, List.of()), Kind.SUSTAINED, Round::recordedPerSecond)
                .orElse(Double.NaN);
        double own = median(mine, Kind.SUSTAINED, Round::recordedPerSecond).orElse(Double.NaN);
        return "| %s | %s | %s | %s, %s | %s | %s | %s | %s |"
                .formatted(
                        mine.getFirst().product(),
                        whole(own),
                        mine.getFirst().entrant() == Entrant.CARILLON ? "" : "1/%.0f".formatted(best / own),
                        of(
                                mine,
                                Kind.SUSTAINED,
                                round -> each(round, round.measured().used().total())),
                        of(mine, Kind.SUSTAINED, round -> each(round, round.database())),
                        of(mine, Kind.SUSTAINED, Round::fedPerSecond),
                        millis(mine, Kind.AT_ONCE, Measured::latest),
                        String.join(
                                ", ",
                                millis(mine, Kind.PACED, Measured::mean),
                                millis(mine, Kind.PACED, Measured::p50),
                                millis(mine, Kind.PACED, Measured::p99),
                                millis(mine, Kind.PACED, Measured::p999)),
                        of(mine, Kind.PACED, round -> round.measured().early()));
    }

    private static ToDoubleFunction<Round> inMillis(ToDoubleFunction<Measured> micros) {
        return round -> micros.applyAsDouble(round.measured()) / 1_000;
    }

    private static double each(Round round, long micros) {
        return (double) micros / round.trial().runs();
    }

    private static String of(List<Round> mine, Kind trial, ToDoubleFunction<Round> figure) {
        return median(mine, trial, figure).map(Report::whole).orElse("–");
    }

    private static String millis(List<Round> mine, Kind trial, ToDoubleFunction<Measured> micros) {
        return median(mine, trial, inMillis(micros))
                .map(value -> String.format(Locale.ROOT, value < 100 ? "%.1f ms" : "%,.0f ms", value))
                .orElse("–");
    }

    private static String whole(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static Optional<Double> median(List<Round> mine, Kind trial, ToDoubleFunction<Round> figure) {
        double[] sorted = mine.stream()
                .filter(round -> round.trial().kind() == trial)
                .mapToDouble(figure)
                .toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Optional.empty() : Optional.of(sorted[sorted.length / 2]);
    }
}
