package io.carillon.model.run;

/**
 * How often a run was tried, and whether that has left anything for the next attempt.
 *
 * @param handOuts how many times it was handed out; the number of the current or last attempt
 * @param declined how many of these came back without having begun
 * @param postponed how many ended because the task asked for another attempt later
 * @param mapping how many it took to find out into which parts the work falls, where the run gathers what these come to; 0 if it does not
 * @param saved whether an attempt has saved something for those that come after it
 */
public record Tries(int handOuts, int declined, int postponed, int mapping, boolean saved) {

    /** Most runs have none yet. */
    private static final Tries NONE = new Tries(0, 0, 0, 0, false);

    public static Tries of(int handOuts, int declined, int postponed, int mapping, boolean saved) {
        boolean any = handOuts > 0 || declined > 0 || postponed > 0 || mapping > 0 || saved;
        return any ? new Tries(handOuts, declined, postponed, mapping, saved) : NONE;
    }

    /**
     * How many attempts a retry policy has to count: neither those that never began nor those that were put off; and who gathers begins
     * anew.
     */
    int attempts() {
        return handOuts - declined - postponed - mapping;
    }

    Tries handedOut(int number) {
        return new Tries(number, declined, postponed, mapping, saved);
    }

    Tries oneDeclined() {
        return new Tries(handOuts, declined + 1, postponed, mapping, saved);
    }

    Tries onePostponed() {
        return new Tries(handOuts, declined, postponed + 1, mapping, saved);
    }

    /** It has parts now, and is tried again when these have ended. */
    Tries mapped() {
        return new Tries(handOuts, declined, postponed, mapping + attempts(), saved);
    }

    Tries saved(boolean now) {
        return new Tries(handOuts, declined, postponed, mapping, now);
    }
}
