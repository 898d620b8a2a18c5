package io.carillon.model.run;

/**
 * How often a run was tried, and whether that has left anything for the next attempt.
 *
 * @param handOuts how many times it was handed out; the number of the current or last attempt
 * @param declined how many of these came back without having begun
 * @param postponed how many ended because the task asked for another attempt later
 * @param saved whether an attempt has saved something for those that come after it
 */
public record Tries(int handOuts, int declined, int postponed, boolean saved) {

    /** Most runs have none yet. */
    private static final Tries NONE = new Tries(0, 0, 0, false);

    public static Tries of(int handOuts, int declined, int postponed, boolean saved) {
        boolean any = handOuts > 0 || declined > 0 || postponed > 0 || saved;
        return any ? new Tries(handOuts, declined, postponed, saved) : NONE;
    }

    /** How many attempts a retry policy has to count: neither those that never began nor those that were put off. */
    int attempts() {
        return handOuts - declined - postponed;
    }

    Tries handedOut(int number) {
        return new Tries(number, declined, postponed, saved);
    }

    Tries oneDeclined() {
        return new Tries(handOuts, declined + 1, postponed, saved);
    }

    Tries onePostponed() {
        return new Tries(handOuts, declined, postponed + 1, saved);
    }

    Tries saved(boolean now) {
        return new Tries(handOuts, declined, postponed, now);
    }
}
