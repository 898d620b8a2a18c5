package io.carillon.benchmarks.store;

import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLevel;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogLine;
import io.carillon.engine.log.LogStore;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many lines a node keeps, and what that costs the commits beside it: without lines, with as many as a node takes, and with as many
 * as the database takes.
 */
public final class LogCosts {

    /** What a node writes together: about a megabyte, of sixteen attempts. */
    private static final int ATTEMPTS = 16;

    private static final int LINES = 450;

    /** A node rests so many times as long as it wrote. */
    private static final int NODE_RESTS = 4;

    private static final Token TOKEN = new Token(new Epoch(1), 1);
    private static final LogLimits LIMITS = LogLimits.of(1 << 20);

    private final TestBench bench;
    private final Cycles cycles;
    private final int rate;
    private final int seconds;
    private final IdSequence ids = new IdSequence(new Partition(3), 0);
    private long lines;

    private LogCosts(TestBench bench, int rate, int seconds) {
        this.bench = bench;
        this.cycles = new Cycles(
                bench.store(),
                new Herd(1_000, IntStream.range(0, 16).mapToObj(Partition::new).toList(), Instant.now()));
        this.rate = rate;
        this.seconds = seconds;
    }

    /**
     * Measures once.
     *
     * @param args the database, how many cycles are to be committed in a second, and the seconds of a round
     */
    public static void main(String[] args) throws Exception {
        try (var bench = TestBench.of(args[0])) {
            say(bench.product());
            var costs = new LogCosts(bench, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            costs.cycles.begin();
            costs.measure();
        }
    }

    private void measure() throws Exception {
        for (int round = 1; round <= 3; round++) {
            say("round " + round);
            say("  without lines:               " + besides(-1));
            say("  lines as a node takes them:  " + besides(NODE_RESTS));
            say("  lines without a rest:        " + besides(0));
        }
    }

    private String besides(int rests) throws Exception {
        var ended = new CountDownLatch(1);
        lines = 0;
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                var commits = SteadyCycles.start(cycles, rate)) {
            Future<?> work = thread.submit(() -> {
                write(rests, ended);
                return null;
            });
            boolean early = ended.await(seconds, TimeUnit.SECONDS);
            ended.countDown();
            work.get();
            return String.format(
                    Locale.ROOT, "%,9d lines/s%s; %s", lines / seconds, early ? " (early)" : "", commits.end());
        }
    }

    private void write(int rests, CountDownLatch ended) throws InterruptedException {
        LogStore logs = bench.store().logs();
        List<RunId> runs = runs();
        for (long number = 0; rests >= 0 && ended.getCount() > 0; number++) {
            if (number * LINES * 100L > LIMITS.head()) {
                runs = runs();
                number = 0;
            }
            long start = System.nanoTime();
            logs.append(blocks(runs, number), LIMITS, Instant.now());
            lines += (long) ATTEMPTS * LINES;
            Duration rest = Duration.ofNanos(rests * (System.nanoTime() - start));
            if (ended.await(rest.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    private List<RunId> runs() {
        return Stream.generate(() -> new RunId(ids.next(Instant.now())))
                .limit(ATTEMPTS)
                .toList();
    }

    private static List<LogBlock> blocks(List<RunId> runs, long number) {
        Instant now = Instant.now();
        var blocks = new ArrayList<LogBlock>();
        for (RunId run : runs) {
            long first = number * LINES + 1;
            List<LogLine> some = IntStream.range(0, LINES)
                    .mapToObj(i -> new LogLine(first + i, now, LogLevel.INFO, "com.shop.Orders", text(first + i)))
                    .toList();
            long start = number * LINES * 132L;
            blocks.add(new LogBlock(run, TOKEN, start, start + LINES * 132L, first + LINES - 1, false, some));
        }
        return blocks;
    }

    /** A hundred characters, as programs print them. */
    private static String text(long number) {
        return String.format(Locale.ROOT, "closed order %08d of customer %08d", number * 7919, number * 104_729)
                + " after 14 days without payment, told shop-3 about it";
    }

    @SuppressWarnings("SystemOut") // Whoever measures reads it there.
    private static void say(String line) {
        System.out.println(line);
    }
}
