package io.carillon.benchmarks.beside;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One trial of one entrant, in a process of its own. It says {@code begin} and {@code end} around the part that counts, so that whoever
 * started it can look at the database's processor time, and what it has measured.
 *
 * <p>Called with the entrant, the trial's name, its runs, its runs a second, a directory and the URL of an empty database.
 */
final class TrialProcess {

    static final String BEGIN = "begin";
    static final String END = "end";
    static final String SETTING = "setting ";
    static final String PRODUCT = "product ";

    private static final Duration AFTER_START = Duration.ofSeconds(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    /** Longer than anybody should take; who is not done by then is counted with what he has done. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Entrant entrant;
    private final Trial trial;
    private final Starts starts;

    private TrialProcess(Entrant entrant, Trial trial) {
        this.entrant = entrant;
        this.trial = trial;
        this.starts = new Starts(trial.runs());
    }

    public static void main(String[] arguments) throws Exception {
        var trial = new Trial(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        new TrialProcess(Entrant.valueOf(arguments[0]), trial).run(Path.of(arguments[4]), arguments[5]);
        // Some of the peers leave threads behind that keep a process alive.
        System.exit(0);
    }

    private void run(Path directory, String databaseUrl) throws Exception {
        try (Contender contender = entrant.contender(starts, directory, databaseUrl)) {
            say(PRODUCT + contender.product());
            contender.settings().forEach(setting -> say(SETTING + setting));
            contender.start();
            Thread.sleep(AFTER_START);
            measure(contender);
        }
    }

    private void measure(Contender contender) throws Exception {
        Instant before = Instant.now();
        Instant due = before.plus(trial.lead(entrant.feedsPerSecond()));
        contender.feed(trial.dueFrom(due));
        Instant fed = Instant.now();
        if (fed.isAfter(due)) {
            throw new IllegalStateException("feeding took " + Duration.between(before, fed) + ", longer than foreseen");
        }
        Thread.sleep(Duration.between(fed, due));
        List<ProcessHandle> processes = processes(contender);
        Duration used = processorTime(processes);
        say(BEGIN);
        awaitRecorded(contender, due.plus(trial.span()).plus(PATIENCE));
        Instant recorded = Instant.now();
        say(END);
        say(Measured.of(
                        starts,
                        Duration.between(before, fed),
                        Duration.between(due, recorded),
                        processorTime(processes).minus(used))
                .line());
    }

    private void awaitRecorded(Contender contender, Instant end) throws Exception {
        while (starts.count() < trial.runs() && Instant.now().isBefore(end)) {
            Thread.sleep(BETWEEN_LOOKS);
        }
        while (contender.unfinished() > 0 && Instant.now().isBefore(end)) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private static List<ProcessHandle> processes(Contender contender) {
        var all = new ArrayList<>(contender.processes());
        all.add(ProcessHandle.current());
        return all;
    }

    private static Duration processorTime(List<ProcessHandle> processes) {
        return processes.stream()
                .map(process -> process.info().totalCpuDuration().orElseThrow())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
