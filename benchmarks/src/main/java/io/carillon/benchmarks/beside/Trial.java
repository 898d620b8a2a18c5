package io.carillon.benchmarks.beside;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an entrant is asked to do: runs that are fed in advance and due at one instant, or so many a second from then on.
 *
 * @param perSecond 0 where all are due at one instant
 */
record Trial(String name, int runs, int perSecond) {

    static final String SUSTAINED = "sustained";
    static final String AT_ONCE = "at-once";
    static final String PACED = "paced";

    private static final Duration BEFORE = Duration.ofSeconds(3);

    List<Instant> dueFrom(Instant first) {
        return IntStream.range(0, runs).mapToObj(number -> due(first, number)).toList();
    }

    private Instant due(Instant first, int number) {
        return perSecond == 0 ? first : first.plusNanos(number * 1_000_000_000L / perSecond);
    }

    /** When the last of them is due after the first. */
    Duration span() {
        return Duration.between(Instant.EPOCH, due(Instant.EPOCH, runs - 1));
    }

    /** How long before the first is due they have to be fed, by who feeds that quickly at least. */
    Duration lead(int feedsPerSecond) {
        return BEFORE.plusMillis(runs * 1_000L / feedsPerSecond);
    }
}
