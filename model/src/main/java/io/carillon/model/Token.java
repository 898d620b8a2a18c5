package io.carillon.model;

/**
 * The number of a hand-out. It rises with every hand-out of a run, across owners too: a later owner has a higher epoch. Only
 * the result that carries the current token is accepted.
 */
public record Token(Epoch epoch, int attempt) implements Comparable<Token> {

    public Token {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1, not " + attempt);
        }
    }

    @Override
    public int compareTo(Token other) {
        int byEpoch = epoch.compareTo(other.epoch);
        return byEpoch != 0 ? byEpoch : Integer.compare(attempt, other.attempt);
    }

    @Override
    public String toString() {
        return epoch + "." + attempt;
    }
}
