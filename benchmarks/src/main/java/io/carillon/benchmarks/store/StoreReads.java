package io.carillon.benchmarks.store;

import io.carillon.benchmarks.store.Questions.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Asks what the API and the console ask of a long history, in random order, while commits go on at a steady rate. Prints for each
 * kind of question how long the answers took.
 */
public final class StoreReads {

    private static final int JOBS = 20_000;
    private static final int PARTITIONS = 64;
    private static final int WARM_UP = 20;
    private static final Duration ALONE = Duration.ofSeconds(10);

    private final TestBench bench;
    private final Cycles cycles;
    private final History history;
    private final int asked;
    private final int cyclesInSecond;

    private StoreReads(TestBench bench, long rows, int days, int asked, int cyclesInSecond) {
        Duration span = Duration.ofDays(days);
        Instant begin = Instant.now().minus(span);
        var herd = new Herd(JOBS, PARTITIONS, begin);
        this.bench = bench;
        this.cycles = new Cycles(bench.store(), herd);
        this.history = new History(herd, cycles, begin, span, rows);
        this.asked = asked;
        this.cyclesInSecond = cyclesInSecond;
    }

    /**
     * Measures once.
     *
     * @param args the database, the runs of its history, the days that they are spread over, how often each question is asked, and
     *     the cycles that are committed in a second meanwhile
     */
    public static void main(String[] args) throws Exception {
        try (var bench = TestBench.of(args[0])) {
            say("%s, %,d runs of %s days", bench.product(), Long.parseLong(args[1]), args[2]);
            new StoreReads(
                            bench,
                            Long.parseLong(args[1]),
                            Integer.parseInt(args[2]),
                            Integer.parseInt(args[3]),
                            Integer.parseInt(args[4]))
                    .measure();
        }
    }

    private void measure() throws Exception {
        cycles.begin();
        long start = System.nanoTime();
        history.fill();
        bench.settle();
        say("filled in %,.0f s", (System.nanoTime() - start) / 1e9);
        try (var alone = SteadyCycles.start(cycles, cyclesInSecond)) {
            Thread.sleep(ALONE);
            say("commits, nobody reading: %s", alone.end());
        }
        List<Kind> kinds = new Questions(bench.store().catalog(), history).kinds();
        try (var load = SteadyCycles.start(cycles, cyclesInSecond)) {
            ask(kinds, WARM_UP);
            List<Answers> answers = ask(kinds, asked);
            String commits = load.end();
            answers.forEach(answer -> say("%-40s %s, %5.1f found", answer.kind().name(), answer.took, answer.mean()));
            say("commits meanwhile: %s", commits);
        }
    }

    private static final class Answers {

        private final Kind kind;
        private final Timings took = new Timings();
        private long found;

        Answers(Kind kind) {
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }

        void ask() {
            took.time(() -> found += kind.ask().getAsInt());
        }

        double mean() {
            return (double) found / took.count();
        }
    }

    /** Each question so many times, in random order. */
    private static List<Answers> ask(List<Kind> kinds, int times) {
        List<Answers> answers = kinds.stream().map(Answers::new).toList();
        var turns = new ArrayList<Answers>();
        answers.forEach(answer -> turns.addAll(Collections.nCopies(times, answer)));
        Collections.shuffle(turns, new Random(4));
        turns.forEach(Answers::ask);
        return answers;
    }

    @SuppressWarnings("SystemOut") // Whoever measures reads it there.
    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
