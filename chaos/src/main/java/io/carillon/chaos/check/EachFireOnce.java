package io.carillon.chaos.check;

import static io.carillon.chaos.check.Violation.Kind.DOUBLED;
import static io.carillon.chaos.check.Violation.Kind.LOST;
import static io.carillon.chaos.check.Violation.Kind.NEVER_DUE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Each instant at which a job was due has one record, and no other instant has any. */
final class EachFireOnce implements Check {

    @Override
    public List<Violation> violations(History history) {
        Map<String, List<Recorded>> fired = history.runs().stream()
                .filter(run -> run.isFire() && run.shardOf() == null)
                .collect(Collectors.groupingBy(Recorded::job));
        var violations = new ArrayList<Violation>();
        for (JobFacts job : history.jobs()) {
            compare(job, fired.getOrDefault(job.name(), List.of()), violations);
        }
        return violations;
    }

    private static void compare(JobFacts job, List<Recorded> runs, List<Violation> violations) {
        var due = new TreeSet<Instant>();
        job.stretches().forEach(stretch -> due.addAll(stretch.fires()));
        var recorded = new TreeMap<Instant, List<Recorded>>();
        runs.forEach(run -> recorded.computeIfAbsent(run.scheduledAt(), _ -> new ArrayList<>())
                .add(run));
        for (Instant instant : due) {
            if (!recorded.containsKey(instant)) {
                violations.add(new Violation(LOST, "-", job.name() + " was due at " + instant, around(instant, runs)));
            }
        }
        recorded.forEach((instant, here) -> judge(job, instant, here, due.contains(instant), violations));
    }

    private static void judge(
            JobFacts job, Instant instant, List<Recorded> here, boolean isDue, List<Violation> violations) {
        List<String> evidence = here.stream().map(Recorded::document).toList();
        String run = here.getFirst().id();
        if (!isDue) {
            String stretches = job.stretches().toString();
            violations.add(new Violation(NEVER_DUE, run, job.name() + " at " + instant + ": " + stretches, evidence));
        } else if (here.size() > 1) {
            violations.add(new Violation(DOUBLED, run, job.name() + " at " + instant, evidence));
        }
    }

    /** The records next to where one is missing. */
    private static List<String> around(Instant instant, List<Recorded> runs) {
        return runs.stream()
                .filter(run -> run.scheduledAt().isAfter(instant.minusSeconds(3))
                        && run.scheduledAt().isBefore(instant.plusSeconds(3)))
                .map(Recorded::document)
                .toList();
    }
}
