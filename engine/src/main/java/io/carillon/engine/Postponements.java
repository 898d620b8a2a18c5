package io.carillon.engine;

import io.carillon.model.run.Next;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunEvent;
import java.time.Duration;
import java.time.Instant;

/**
 * What becomes of a run whose task asks for another attempt later. That is no failure, so it does not count against the attempts that
 * the retry policy allows; so that no run goes on like this for ever, it may be put off only so often, and not beyond its deadline.
 */
final class Postponements {

    /** How often a run may be put off. */
    static final int MOST = 1_000;

    /** However soon a task wants to be asked again, it may not keep the scheduler busy. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofDays(365);

    private Postponements() {}

    static RunEvent event(LiveRun run, Report.Postponed asked, Instant now) {
        var postponed = new RunError(RunError.POSTPONED, asked.reason());
        Instant again = now.plus(within(asked.after()));
        if (run.run().tries().postponed() >= MOST) {
            var tooOften = new RunError(
                    RunError.POSTPONED_TOO_OFTEN,
                    "it was put off " + MOST + " times, which is as often as a run may be; at last: " + asked.reason());
            return new RunEvent.Postponed(asked.token(), now, tooOften, new Next.GiveUp());
        }
        if (run.isPastDeadline(again)) {
            var tooLate =
                    new RunError(RunError.DEADLINE, "it was put off until " + again + ", which is after its deadline");
            return new RunEvent.Postponed(asked.token(), now, tooLate, new Next.GiveUp());
        }
        return new RunEvent.Postponed(asked.token(), now, postponed, new Next.Retry(again));
    }

    private static Duration within(Duration asked) {
        if (asked.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
