package io.carillon.benchmarks.beside;

import io.carillon.benchmarks.beside.Measured.Used;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Trials of one entrant, one after the other in a process of its own. It says {@code begin} and {@code end} around what counts of each, so
 * that whoever started it can look at the database's processor time, and then what it has measured.
 *
 * <p>Called with the entrant, a directory, the URL of an empty database, what is to lie there before, and the trials.
 */
final class TrialProcess {

    static final String BEGIN = "begin";
    static final String END = "end";
    static final String SETTING = "setting ";
    static final String PRODUCT = "product ";

    private static final Duration AFTER_START = Duration.ofSeconds(3);
    private static final Duration WARM_UP_LEAD = Duration.ofSeconds(1);
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
            for (Trial trial : trials) {
                warmUp(contender, trial);
                measure(contender, act(contender, trial));
                starts.forget();
            }
        }
    }

    /**
     * Runs that nobody measures, for a while: of a process that has just begun it is measured how fast it compiles. Runs that come one by
     * one take other ways through it than a crowd, so what is measured at a pace is warmed up at that pace as well.
     */
    private void warmUp(Contender contender, Trial trial) throws Exception {
        var some = new Trial(trial.kind(), entrant.feedsPerSecond(), 0, Duration.ZERO);
        Instant end = Instant.now().plus(trial.warmUp());
        while (Instant.now().isBefore(end)) {
            FedRuns.through(contender, starts, some, WARM_UP_LEAD);
        }
        if (trial.kind() == Trial.Kind.PACED) {
            Trial paced = trial.lasting(trial.warmUp());
            FedRuns.through(contender, starts, paced, paced.lead(entrant.feedsPerSecond()));
        }
    }

    private Act act(Contender contender, Trial trial) {
        return switch (trial.kind()) {
            case RECURRING, IDLE -> new CronJobs((CarillonContender) contender, trial);
            case SUSTAINED, AT_ONCE, PACED, HERD, THREE_NODES, EMBEDDED, FED_BY_GRPC ->
                new FedRuns(contender, starts, trial, trial.lead(entrant.feedsPerSecond()));
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
