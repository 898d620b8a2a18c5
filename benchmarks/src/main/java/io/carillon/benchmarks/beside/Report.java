package io.carillon.benchmarks.beside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The rounds of all entrants as tables in Markdown: of each figure the median of its rounds. */
final class Report {

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
        text.append('\n');
        for (List<Round> mine : rounds.values()) {
            text.append("- ")
                    .append(mine.getFirst().product())
                    .append(": ")
                    .append(String.join("; ", mine.getFirst().settings()))
                    .append(".\n");
        }
        return text.toString();
    }

    private int paced() {
        return rounds.values().stream()
                .flatMap(List::stream)
                .mapToInt(round -> round.trial().perSecond())
                .max()
                .orElse(0);
    }

    private String row(List<Round> mine) {
        double best = median(
                        rounds.getOrDefault(Entrant.CARILLON, List.of()), Trial.SUSTAINED, Round::recordedPerSecond)
                .orElse(Double.NaN);
        double own = median(mine, Trial.SUSTAINED, Round::recordedPerSecond).orElse(Double.NaN);
        return "| %s | %s | %s | %s, %s | %s | %s | %s | %s |"
                .formatted(
                        mine.getFirst().product(),
                        whole(own),
                        mine.getFirst().entrant() == Entrant.CARILLON ? "" : "1/%.0f".formatted(best / own),
                        of(
                                mine,
                                Trial.SUSTAINED,
                                round -> each(round, round.measured().processor())),
                        of(mine, Trial.SUSTAINED, round -> each(round, round.database())),
                        of(mine, Trial.SUSTAINED, Round::fedPerSecond),
                        millis(mine, Trial.AT_ONCE, Measured::latest),
                        String.join(
                                ", ",
                                millis(mine, Trial.PACED, Measured::mean),
                                millis(mine, Trial.PACED, Measured::p50),
                                millis(mine, Trial.PACED, Measured::p99),
                                millis(mine, Trial.PACED, Measured::p999)),
                        of(mine, Trial.PACED, round -> round.measured().early()));
    }

    private static double each(Round round, long micros) {
        return (double) micros / round.trial().runs();
    }

    private static String of(List<Round> mine, String trial, ToDoubleFunction<Round> figure) {
        return median(mine, trial, figure).map(Report::whole).orElse("–");
    }

    private static String millis(List<Round> mine, String trial, ToDoubleFunction<Measured> micros) {
        return median(mine, trial, round -> micros.applyAsDouble(round.measured()) / 1_000)
                .map(value -> String.format(Locale.ROOT, value < 100 ? "%.1f ms" : "%,.0f ms", value))
                .orElse("–");
    }

    private static String whole(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static Optional<Double> median(List<Round> mine, String trial, ToDoubleFunction<Round> figure) {
        double[] sorted = mine.stream()
                .filter(round -> round.trial().name().equals(trial))
                .mapToDouble(figure)
                .toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Optional.empty() : Optional.of(sorted[sorted.length / 2]);
    }
}
