package io.carillon.simulation;

/** Runs seeds. */
public final class Simulator {

    private Simulator() {}

    /** Runs a seed; one in which something does not hold is run again, to tell what led to it. */
    public static Outcome run(long seed) {
        return run(seed, new Variation());
    }

    static Outcome run(long seed, Variation variation) {
        Outcome outcome = new Simulation(seed, variation, false).run();
        return outcome.violation() == null ? outcome : new Simulation(seed, variation, true).run();
    }
}
