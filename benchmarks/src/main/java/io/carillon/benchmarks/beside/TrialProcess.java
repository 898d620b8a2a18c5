package io.carillon.benchmarks.beside;

import io.carillon.benchmarks.beside.Measured.Used;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Trials of one entrant, one after the other in a process of its own. It says {@code begin} and {@code end} around what counts of each, so
 * that whoever started it can look at the database's processor time, and then what it has measured. They share one warm-up.
 *
 * <p>Called with the entrant, a directory, the URL of an empty database, what is to lie there before, and the trials.
 */
final class TrialProcess {

    static final String BEGIN = "begin";
    static final String END = "end";
    static final String SETTING = "setting ";
    static final String PRODUCT = "product ";

    private static final Duration AFTER_START = Duration.ofSeconds(3);

    /** How many seconds the runs of a crowd that nobody measures would last. */
    private static final int CROWD = 5;

    /** What it took to feed the last crowd is allowed so often for the next. */
    private static final int MARGIN = 2;

    /** What is measured at a pace is warmed up at it for a part of the time that all are warmed up. */
    private static final int PACED_SHARE = 2;

    private final Entrant entrant;
    private final List<Trial> trials;
    private final Starts starts;

    private TrialProcess(Entrant entrant, List<Trial> trials) {
        this.entrant = entrant;
        this.trials = trials;
        this.starts =
                new Starts(trials.stream().mapToInt(TrialProcess::starts).max().orElseThrow());
    }

    public static void main(String[] arguments) throws Exception {
        List<Trial> trials = Arrays.stream(arguments).skip(4).map(Trial::of).toList();
        new TrialProcess(Entrant.valueOf(arguments[0]), trials)
                .run(Path.of(arguments[1]), arguments[2], Stock.of(arguments[3]));
        // Some of the peers leave threads behind that keep a process alive.
        System.exit(0);
    }

    private static int starts(Trial trial) {
        return trial.kind() == Trial.Kind.RECURRING ? CronJobs.fires(trial) : trial.runs();
    }

    private void run(Path directory, String databaseUrl, Stock stock) throws Exception {
        try (Contender contender = entrant.contender(trials.getFirst().kind(), starts, directory, databaseUrl)) {
            say(PRODUCT + contender.product());
            contender.settings().forEach(setting -> say(SETTING + setting));
            contender.start();
            Thread.sleep(AFTER_START);
            if (!stock.equals(Stock.NONE)) {
                new Stocking((CarillonContender) contender, starts).lay(stock);
            }
            int feedsPerSecond = warmUp(contender);
            for (Trial trial : trials) {
                if (trial.kind() == Trial.Kind.PACED) {
                    warmUpAtItsPace(contender, trial, feedsPerSecond);
                }
                measure(contender, act(contender, trial, feedsPerSecond));
                starts.forget();
            }
        }
    }

    /**
     * Runs that nobody measures, for a while: of a process that has just begun it is measured how fast it compiles. They come in crowds that
     * memory does not hold, because those that it holds take other ways through it.
     *
     * @return how many runs can be fed a second at least
     */
    private int warmUp(Contender contender) throws Exception {
        Trial first = trials.getFirst();
        var crowd = new Trial(first.kind(), entrant.runsPerSecond() * CROWD, 0, Duration.ZERO);
        int feedsPerSecond = entrant.feedsPerSecond();
        Instant end = Instant.now().plus(first.warmUp());
        while (Instant.now().isBefore(end)) {
            Duration fed = FedRuns.through(contender, starts, crowd, crowd.lead(feedsPerSecond));
            feedsPerSecond = Math.toIntExact(crowd.runs() * 1_000L / fed.toMillis() / MARGIN);
        }
        return feedsPerSecond;
    }

    /** Runs that come one by one take other ways through it than a crowd. */
    private void warmUpAtItsPace(Contender contender, Trial trial, int feedsPerSecond) throws Exception {
        Trial paced = trial.lasting(trial.warmUp().dividedBy(PACED_SHARE));
        FedRuns.through(contender, starts, paced, paced.lead(feedsPerSecond));
    }

    private Act act(Contender contender, Trial trial, int feedsPerSecond) {
        return switch (trial.kind()) {
            case RECURRING, IDLE -> new CronJobs((CarillonContender) contender, trial);
            case SUSTAINED, AT_ONCE, PACED, HERD, THREE_NODES, EMBEDDED, FED_BY_GRPC ->
                new FedRuns(contender, starts, trial, trial.lead(feedsPerSecond));
        };
    }

    private void measure(Contender contender, Act act) throws Exception {
        Instant before = Instant.now();
        Instant first = act.prepare();
        Instant ready = Instant.now();
        if (ready.isAfter(first)) {
            throw new IllegalStateException(
                    "it took " + Duration.between(before, ready) + " to be ready, longer than foreseen");
        }
        Thread.sleep(Duration.between(ready, first));
        Used used = Used.by(contender);
        say(BEGIN);
        act.await();
        Instant over = Instant.now();
        say(END);
        say(Measured.of(
                        starts,
                        Duration.between(before, ready),
                        Duration.between(first, over),
                        Used.by(contender).since(used))
                .line());
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
