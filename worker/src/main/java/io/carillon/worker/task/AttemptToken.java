package io.carillon.worker.task;

/**
 * The number of a hand-out. It rises with every hand-out of a run, so whatever a task writes elsewhere can carry it, and the
 * other side can refuse what comes from an older attempt.
 */
public record AttemptToken(long epoch, int number) implements Comparable<AttemptToken> {

    @Override
    public int compareTo(AttemptToken other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return epoch + "." + number;
    }
}
