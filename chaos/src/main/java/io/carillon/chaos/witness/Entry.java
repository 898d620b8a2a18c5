package io.carillon.chaos.witness;

import io.carillon.chaos.process.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One line of a witness: an attempt has begun or ended.
 *
 * @param outcome {@link #BEGUN}, or how it ended
 * @param worker the process, of which each start has a name of its own
 * @param at by the worker's own wall clock
 * @param ticks elapsed time of the machine, the same for all its processes
 */
public record Entry(
        String outcome,
        String run,
        Token token,
        String job,
        Instant scheduledAt,
        String shard,
        String worker,
        Instant at,
        long ticks) {

    public static final String BEGUN = "begun";
    public static final String DONE = "done";
    public static final String FAILED = "failed";
    public static final String STOPPED = "stopped";

    private static final int FIELDS = 9;

    /** The number of a hand-out, as the worker was told it. */
    public record Token(long epoch, int number) implements Comparable<Token> {

        @Override
        public int compareTo(Token other) {
            int byEpoch = Long.compare(epoch, other.epoch);
            return byEpoch != 0 ? byEpoch : Integer.compare(number, other.number);
        }

        public static Token parse(String text) {
            int dot = text.indexOf('.');
            return new Token(Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
        }

        @Override
        public String toString() {
            return epoch + "." + number;
        }
    }

    /** The same with the time that it was by another clock, which tells it by the ticks. */
    public Entry by(Times.Reading clock) {
        return new Entry(outcome, run, token, job, scheduledAt, shard, worker, clock.at(ticks), ticks);
    }

    /** How far the clock of the worker was ahead of another one. */
    public Duration aheadOf(Times.Reading clock) {
        return Duration.between(clock.at(ticks), at);
    }

    public boolean isBeginning() {
        return outcome.equals(BEGUN);
    }

    public String line() {
        return String.join(
                "\t",
                List.of(
                        outcome,
                        run,
                        token.toString(),
                        job,
                        scheduledAt.toString(),
                        shard,
                        worker,
                        at.toString(),
                        Long.toString(ticks)));
    }

    public static Entry parse(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException("not a line of a witness: " + line);
        }
        return new Entry(
                fields.get(0),
                fields.get(1),
                Token.parse(fields.get(2)),
                fields.get(3),
                Instant.parse(fields.get(4)),
                fields.get(5),
                fields.get(6),
                Instant.parse(fields.get(7)),
                Long.parseLong(fields.get(8)));
    }
}
