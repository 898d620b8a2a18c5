package io.carillon.benchmarks.beside;

import io.carillon.benchmarks.beside.Trial.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How the figures change with what lies there, as a table in Markdown. */
final class Growth {

    private static final int MILLION = 1_000_000;

    private final Map<Stock, List<Round>> rounds = new LinkedHashMap<>();

    /** The stocks that the table is about, the smallest of each kind first. */
    static List<Stock> stocks(int fraction) {
        return Stream.of(
                        Stock.NONE,
                        new Stock(MILLION / 100, 0, 0),
                        new Stock(MILLION / 10, 0, 0),
                        new Stock(MILLION, 0, 0),
                        new Stock(0, MILLION / 10, 0),
                        new Stock(0, MILLION, 0),
                        new Stock(0, 10 * MILLION, 0),
                        new Stock(0, 0, 10 * MILLION))
                .map(stock ->
                        new Stock(stock.jobs() / fraction, stock.pending() / fraction, stock.history() / fraction))
                .toList();
    }

    void add(Stock stock, List<Round> done) {
        rounds.put(stock, done);
    }

    String text() {
        var text = new StringBuilder("""
                | beside | recorded runs/s | CPU µs a run: node, database | fed/s | at one instant: last started | start − due, paced: p50, p99 |
                |---|---|---|---|---|---|
                """);
        rounds.forEach((stock, done) -> text.append(row(stock, done)));
        return text.toString();
    }

    private static String row(Stock stock, List<Round> done) {
        Round sustained = of(Kind.SUSTAINED, done);
        Measured paced = of(Kind.PACED, done).measured();
        double runs = sustained.trial().runs();
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.1f, %.1f | %,.0f | %,d ms | %.1f ms, %.1f ms |%n",
                stock,
                sustained.recordedPerSecond(),
                sustained.measured().used().apart() / runs,
                sustained.database() / runs,
                sustained.fedPerSecond(),
                of(Kind.AT_ONCE, done).measured().latest() / 1_000,
                paced.p50() / 1_000.0,
                paced.p99() / 1_000.0);
    }

    private static Round of(Kind kind, List<Round> done) {
        return done.stream()
                .filter(round -> round.trial().kind() == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no trial was " + kind.option()));
    }
}
