package io.carillon.chaos.check;

import static io.carillon.chaos.check.Violation.Kind.STALE_ACCEPTED;
import static io.carillon.chaos.check.Violation.Kind.UNSEEN_SUCCESS;

import io.carillon.chaos.witness.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whatever succeeded was done by the attempt whose result was accepted, and no later one had begun by the time that it was done. */
final class SuccessIsSeen implements Check {

    @Override
    public List<Violation> violations(History history) {
        Map<String, List<Attempt>> attempts = history.attempts().stream().collect(Collectors.groupingBy(Attempt::run));
        var violations = new ArrayList<Violation>();
        for (Recorded run : history.runs()) {
            boolean isWhole = run.shardOf() == null && shards(history, run) > 1;
            if (run.hasSucceeded() && !isWhole) {
                judge(run, attempts.getOrDefault(run.id(), List.of()), violations);
            }
        }
        return violations;
    }

    private static int shards(History history, Recorded run) {
        JobFacts job = history.jobsByName().get(run.job());
        return job == null ? 1 : job.shards();
    }

    private static void judge(Recorded run, List<Attempt> attempts, List<Violation> violations) {
        Entry.Token accepted = run.accepted();
        List<String> evidence =
                new ArrayList<>(attempts.stream().map(Attempt::text).toList());
        evidence.addFirst(run.document());
        Attempt done = attempts.stream()
                .filter(attempt -> attempt.token().equals(accepted) && attempt.isDone())
                .findFirst()
                .orElse(null);
        if (accepted == null || done == null) {
            String text = run.job() + ", by attempt " + accepted;
            violations.add(new Violation(UNSEEN_SUCCESS, run.id(), text, evidence));
            return;
        }
        for (Attempt other : attempts) {
            if (other.token().compareTo(accepted) > 0) {
                String text = run.job() + ": " + accepted + " although there was " + other.token();
                violations.add(new Violation(STALE_ACCEPTED, run.id(), text, evidence));
            }
        }
    }
}
