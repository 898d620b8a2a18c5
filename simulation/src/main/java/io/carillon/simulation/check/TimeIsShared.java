package io.carillon.simulation.check;

import java.time.Duration;

/**
 * Whatever the machines' clocks say, a node that owns anything has the time of the clock that all share: never ahead of it,
 * and behind by no more than an answer of the database can take.
 */
final class TimeIsShared extends Invariant {

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Stepped stepped && stepped.partitions() > 0) {
            Duration behind = Duration.between(stepped.time(), ledger.now());
            require(behind.compareTo(LONGEST_ANSWER) <= 0, "behind by ", behind, ": ", stepped);
            require(!behind.isNegative(), "ahead by ", behind.negated(), ": ", stepped);
        }
    }
}
