package io.carillon.chaos.check;

import java.util.List;

/** Something that must not be. */
public record Violation(Kind kind, String run, String text, List<String> evidence) {

    public Violation {
        evidence = List.copyOf(evidence);
    }

    /** What is wrong. */
    public enum Kind {
        LOST("fires without a record"),
        DOUBLED("fires with two records"),
        NEVER_DUE("records of what was never due, or was paused or edited away by then"),
        UNFINISHED("runs that never ended"),
        WRONG_END("runs that ended as they may not"),
        BEGUN_TWICE("attempts that began twice"),
        BEGUN_EARLY("attempts that began before they were due"),
        UNRECORDED("attempts of runs without a record"),
        UNSEEN_SUCCESS("successes that nobody saw"),
        STALE_ACCEPTED("results of former attempts that were accepted"),
        OVERLAP("runs at work at once that may not be"),
        PARTS("runs whose parts are not each there once"),
        REQUEST_MISSING("acknowledged requests that are missing"),
        CANCEL_IGNORED("acknowledged cancels that were ignored");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public String line() {
        return kind + " " + run + ": " + text;
    }
}
