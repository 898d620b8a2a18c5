package io.carillon.benchmarks.beside;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What an entrant is asked to do.
 *
 * @param runs how many runs are fed, or how many jobs are registered
 * @param perSecond how many of them are due a second; 0 where all are due at one instant
 * @param warmUp how long it runs before that, unmeasured
 */
record Trial(Kind kind, int runs, int perSecond, Duration warmUp) {

    private static final Duration BEFORE = Duration.ofSeconds(3);

    /** Which of its figures count. */
    enum Kind {
        /** More runs than it does in a while, due at one instant: how many a second are recorded as over. */
        SUSTAINED,
        /** Runs that are due at one instant: when the last begins. */
        AT_ONCE,
        /** So many a second: how late each begins. */
        PACED,
        /** As {@link #AT_ONCE}, but many more. */
        HERD,
        /** As {@link #SUSTAINED}, with three nodes instead of one. */
        THREE_NODES,
        /** As {@link #SUSTAINED}, with everything in one process. */
        EMBEDDED,
        /** As {@link #SUSTAINED}, but it counts how fast they are fed, over gRPC. */
        FED_BY_GRPC,
        /** Jobs that fire by themselves. */
        RECURRING,
        /** Jobs of which none fires: what the node costs. */
        IDLE;

        /** Those that each entrant takes part in; the others are Carillon's own. */
        static final List<Kind> COMMON = List.of(SUSTAINED, AT_ONCE, PACED);

        /** Whether it is done in one process with others, each of which finds what those before it left. */
        boolean sharesProcess() {
            return COMMON.contains(this) || this == HERD;
        }

        /** How many nodes take part, each of which is warm when it has done as much as one alone would have. */
        int nodes() {
            return this == THREE_NODES ? 3 : 1;
        }

        /** How its name is written as an option. */
        String option() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** As {@link #argument} wrote it down. */
    static Trial of(String argument) {
        String[] parts = argument.split(",", -1);
        return new Trial(
                Kind.valueOf(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Duration.parse(parts[3]));
    }

    /** As one process tells another. */
    String argument() {
        return kind.name() + "," + runs + "," + perSecond + "," + warmUp;
    }

    List<Instant> dueFrom(Instant first) {
        return IntStream.range(0, runs).mapToObj(number -> due(first, number)).toList();
    }

    private Instant due(Instant first, int number) {
        return perSecond == 0 ? first : first.plusNanos(number * 1_000_000_000L / perSecond);
    }

    /** The same pace for another while. */
    Trial lasting(Duration span) {
        return new Trial(kind, Math.toIntExact(perSecond * span.toSeconds()), perSecond, Duration.ZERO);
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
