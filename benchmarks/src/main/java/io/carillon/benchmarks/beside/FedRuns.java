package io.carillon.benchmarks.beside;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Runs that are fed in advance. */
final class FedRuns implements Act {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    /** Longer than anybody should take; who is not done by then is counted with what he has done. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Contender contender;
    private final Starts starts;
    private final Trial trial;
    private final Duration lead;
    private Instant last = Instant.MAX;

    /** @param lead how long it takes at most to feed them */
    FedRuns(Contender contender, Starts starts, Trial trial, Duration lead) {
        this.contender = contender;
        this.starts = starts;
        this.trial = trial;
        this.lead = lead;
    }

    /**
     * Feeds runs and waits for all of them; nobody measures them.
     *
     * @return how long they took to feed
     */
    static Duration through(Contender contender, Starts starts, Trial trial, Duration lead) throws Exception {
        var runs = new FedRuns(contender, starts, trial, lead);
        Instant before = Instant.now();
        runs.prepare();
        Duration fed = Duration.between(before, Instant.now());
        runs.await();
        starts.forget();
        return fed;
    }

    @Override
    public Instant prepare() throws Exception {
        Instant first = Instant.now().plus(lead).truncatedTo(ChronoUnit.MILLIS);
        contender.feed(trial.dueFrom(first));
        last = first.plus(trial.span());
        return first;
    }

    @Override
    public void await() throws Exception {
        Instant end = last.plus(PATIENCE);
        while (starts.count() < trial.runs() && Instant.now().isBefore(end)) {
            Thread.sleep(BETWEEN_LOOKS);
        }
        while (contender.unfinished() > 0 && Instant.now().isBefore(end)) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }
}
