package io.carillon.chaos.check;

import static io.carillon.chaos.check.Violation.Kind.UNFINISHED;
import static io.carillon.chaos.check.Violation.Kind.WRONG_END;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every run has ended, and in a state that its job allows: retries are many enough that none fails for good. */
final class EveryRunEnds implements Check {

    @Override
    public List<Violation> violations(History history) {
        Map<String, JobFacts> jobs = history.jobsByName();
        var violations = new ArrayList<Violation>();
        for (Recorded run : history.runs()) {
            JobFacts job = jobs.get(run.job());
            List<String> evidence = List.of(run.document());
            if (!run.hasEnded()) {
                violations.add(new Violation(UNFINISHED, run.id(), run.job() + " is " + run.state(), evidence));
            } else if (job != null && !job.ends().contains(run.state())) {
                violations.add(new Violation(WRONG_END, run.id(), run.job() + " is " + run.state(), evidence));
            }
        }
        return violations;
    }
}
