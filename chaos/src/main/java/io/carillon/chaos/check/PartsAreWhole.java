package io.carillon.chaos.check;

import static io.carillon.chaos.check.Violation.Kind.PARTS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A run that was split has each of its parts once, and if it succeeded all of them did. */
final class PartsAreWhole implements Check {

    @Override
    public List<Violation> violations(History history) {
        Map<String, List<Recorded>> parts = history.runs().stream()
                .filter(run -> run.shardOf() != null)
                .collect(Collectors.groupingBy(run -> String.valueOf(run.shardOf())));
        Map<String, JobFacts> jobs = history.jobsByName();
        var violations = new ArrayList<Violation>();
        for (Recorded run : history.runs()) {
            JobFacts job = jobs.get(run.job());
            if (job != null && job.shards() > 1 && run.shardOf() == null && run.hasSucceeded()) {
                List<Recorded> its = parts.getOrDefault(run.id(), List.of());
                if (!areWhole(its, job.shards())) {
                    List<String> evidence = its.stream().map(Recorded::document).toList();
                    violations.add(new Violation(PARTS, run.id(), job.name() + " has " + its.size(), evidence));
                }
            }
        }
        return violations;
    }

    private static boolean areWhole(List<Recorded> parts, int total) {
        List<Integer> indices =
                parts.stream().map(Recorded::shardIndex).sorted().toList();
        return indices.equals(IntStream.range(0, total).boxed().toList())
                && parts.stream().allMatch(Recorded::hasSucceeded);
    }
}
