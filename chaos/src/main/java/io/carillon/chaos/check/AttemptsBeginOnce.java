package io.carillon.chaos.check;

import static io.carillon.chaos.check.Violation.Kind.BEGUN_EARLY;
import static io.carillon.chaos.check.Violation.Kind.BEGUN_TWICE;
import static io.carillon.chaos.check.Violation.Kind.UNRECORDED;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What began has a record, was due by then, and began once for each hand-out. The same clock tells the workers the time and the database,
 * so that there is no tolerance.
 */
final class AttemptsBeginOnce implements Check {

    @Override
    public List<Violation> violations(History history) {
        Set<String> known = history.runsById().keySet();
        var violations = new ArrayList<Violation>();
        for (Attempt attempt : history.attempts()) {
            if (attempt.beginnings() > 1) {
                violations.add(violation(BEGUN_TWICE, attempt));
            }
            if (attempt.begun().at().isBefore(attempt.begun().scheduledAt())) {
                violations.add(violation(BEGUN_EARLY, attempt));
            }
            if (!known.contains(attempt.run())) {
                violations.add(violation(UNRECORDED, attempt));
            }
        }
        return violations;
    }

    private static Violation violation(Violation.Kind kind, Attempt attempt) {
        String text = attempt.begun().job() + ", attempt " + attempt.token();
        return new Violation(kind, attempt.run(), text, List.of(attempt.text()));
    }
}
