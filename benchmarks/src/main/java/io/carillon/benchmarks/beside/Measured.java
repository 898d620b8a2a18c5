package io.carillon.benchmarks.beside;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What came of a trial, in microseconds.
 *
 * @param fed how long the feeding took
 * @param began how many runs began
 * @param early how many of them began before they were due
 * @param recorded how long after the first was due the last was recorded as over
 * @param used what the entrant's own processes used of the processors from the first due instant on, without the database
 */
record Measured(
        long fed,
        long began,
        long early,
        long mean,
        long p50,
        long p99,
        long p999,
        long latest,
        long recorded,
        Used used) {

    private static final String PREFIX = "measured ";

    /**
     * Processor time.
     *
     * @param here what this process used: the worker and the feeding, or everything
     * @param apart what the nodes used that are not this process
     */
    record Used(long here, long apart) {

        static Used by(Contender contender) {
            return new Used(
                    of(ProcessHandle.current()),
                    contender.processes().stream().mapToLong(Used::of).sum());
        }

        private static long of(ProcessHandle process) {
            return micros(process.info().totalCpuDuration().orElseThrow());
        }

        Used since(Used before) {
            return new Used(here - before.here, apart - before.apart);
        }

        long total() {
            return here + apart;
        }
    }

    static Measured of(Starts starts, Duration fed, Duration recorded, Used used) {
        long[] late = starts.sorted();
        return new Measured(
                micros(fed),
                starts.count(),
                Arrays.stream(late).filter(each -> each < 0).count(),
                Math.round(Arrays.stream(late).average().orElse(0)),
                at(late, 0.5),
                at(late, 0.99),
                at(late, 0.999),
                at(late, 1),
                micros(recorded),
                used);
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /** One line, as a process says it to another. */
    String line() {
        return PREFIX
                + LongStream.of(fed, began, early, mean, p50, p99, p999, latest, recorded, used.here(), used.apart())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(" "));
    }

    /** What a line says, if it is one of these. */
    static Optional<Measured> read(String line) {
        if (!line.startsWith(PREFIX)) {
            return Optional.empty();
        }
        long[] numbers = Arrays.stream(line.substring(PREFIX.length()).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        return Optional.of(new Measured(
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                numbers[7],
                numbers[8],
                new Used(numbers[9], numbers[10])));
    }
}
