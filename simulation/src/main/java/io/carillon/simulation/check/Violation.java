package io.carillon.simulation.check;

/** An invariant does not hold. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String invariant;

    public Violation(String invariant, String message) {
        super(invariant + ": " + message);
        this.invariant = invariant;
    }

    /** The name of what does not hold. */
    public String invariant() {
        return invariant;
    }
}
