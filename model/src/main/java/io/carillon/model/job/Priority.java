package io.carillon.model.job;

/** How urgent a run is among those that wait: 10 goes first, 1 goes last. */
public record Priority(int level) {

    public static final int MIN = 1;
    public static final int MAX = 10;
    public static final Priority DEFAULT = new Priority(5);

    public Priority {
        if (level < MIN || level > MAX) {
            throw new IllegalArgumentException("priority " + level + " is outside 1..10");
        }
    }
}
