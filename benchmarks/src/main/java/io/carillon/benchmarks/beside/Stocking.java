package io.carillon.benchmarks.beside;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;

/** Lays in what lies there before a trial. */
final class Stocking {

    private static final Duration FAR = Duration.ofDays(365);
    private static final int AT_ONCE = 200_000;
    private static final Duration LEAD = Duration.ofSeconds(1);

    private final CarillonContender carillon;
    private final Starts starts;

    Stocking(CarillonContender carillon, Starts starts) {
        this.carillon = carillon;
        this.starts = starts;
    }

    void lay(Stock stock) throws Exception {
        carillon.createAll("stock", stock.jobs(), _ -> "[{\"cron\": \"0 0 0 1 1 ?\"}]");
        for (int laid = 0; laid < stock.history(); laid += AT_ONCE) {
            var some = new Trial(Trial.Kind.SUSTAINED, Math.min(AT_ONCE, stock.history() - laid), 0, Duration.ZERO);
            FedRuns.through(carillon, starts, some, LEAD);
        }
        Instant far = Instant.now().plus(FAR);
        for (int laid = 0; laid < stock.pending(); laid += AT_ONCE) {
            carillon.feed(Collections.nCopies(Math.min(AT_ONCE, stock.pending() - laid), far));
        }
        carillon.waitForNoneOfThese();
    }
}
