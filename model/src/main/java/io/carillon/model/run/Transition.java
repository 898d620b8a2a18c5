package io.carillon.model.run;

/** What an event did to a run. */
public sealed interface Transition {

    record Moved(RunState to) implements Transition {}

    /** Nothing changes; the reason is told to whoever caused the event. */
    record Ignored(Reason reason) implements Transition {}

    /** Why an event changes nothing. */
    enum Reason {
        /** The run has ended; a final state never changes. */
        FINAL,
        /** The event is about an attempt that is no longer the current one. */
        STALE_TOKEN,
        /** The event says what is already so. */
        NO_CHANGE,
        /** The event does not apply to a run in this state. */
        NOT_APPLICABLE
    }

    static Transition moved(RunState to) {
        return new Moved(to);
    }

    static Transition ignored(Reason reason) {
        return new Ignored(reason);
    }
}
