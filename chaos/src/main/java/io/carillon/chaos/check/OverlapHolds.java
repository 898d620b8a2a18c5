package io.carillon.chaos.check;

import static io.carillon.chaos.check.Violation.Kind.OVERLAP;

import io.carillon.chaos.fault.Injected;
import io.carillon.chaos.witness.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Of a job that may have so many runs at work at once, never more were, by what the workers wrote down.
 *
 * <p>One exception: an attempt that was given up. Whoever can't hear of a worker can't stop it either, so that after a fault it may be at work
 * still when its run has been given to another or has ended. Such an attempt isn't counted if its result was not accepted and if a fault
 * happened while it was at work or shortly before: so long before as it takes to give an attempt up. All others count, also those that
 * failed and are tried again.
 */
final class OverlapHolds implements Check {

    /** A worker's time to come back, a node's lease, and the time of a new owner to ask, all of them one after the other. */
    private static final Duration REACH = Duration.ofSeconds(20);

    private record Work(Attempt attempt, Entry begun, Entry ended) {

        private boolean isUnderWay(long ticks) {
            return begun.ticks() <= ticks && ticks < ended.ticks();
        }
    }

    @Override
    public List<Violation> violations(History history) {
        Map<String, List<Attempt>> byJob = history.attempts().stream()
                .collect(Collectors.groupingBy(attempt -> attempt.begun().job()));
        var violations = new ArrayList<Violation>();
        for (JobFacts job : history.jobs()) {
            if (job.max() > 0) {
                judge(job, works(byJob.getOrDefault(job.name(), List.of()), history), violations);
            }
        }
        return violations;
    }

    private static List<Work> works(List<Attempt> attempts, History history) {
        Map<String, Recorded> runs = history.runsById();
        var works = new ArrayList<Work>();
        for (Attempt attempt : attempts) {
            attempt.ended()
                    .filter(end -> counts(attempt, end, runs.get(attempt.run()), history.faults()))
                    .ifPresent(end -> works.add(new Work(attempt, attempt.begun(), end)));
        }
        works.sort(Comparator.comparingLong(work -> work.begun().ticks()));
        return works;
    }

    private static boolean counts(Attempt attempt, Entry end, @Nullable Recorded run, List<Injected> faults) {
        boolean isAccepted = run != null && attempt.token().equals(run.accepted());
        return isAccepted
                || faults.stream()
                        .noneMatch(fault -> reaches(fault, attempt.begun().at(), end.at()));
    }

    private static boolean reaches(Injected fault, Instant begun, Instant ended) {
        return fault.began().isBefore(ended) && fault.ended().plus(REACH).isAfter(begun);
    }

    /** Where too many are at work at once, they are when the last of them begins. */
    private static void judge(JobFacts job, List<Work> works, List<Violation> violations) {
        for (Work work : works) {
            List<Work> together = works.stream()
                    .filter(other -> other.isUnderWay(work.begun().ticks()))
                    .toList();
            Set<String> runs = together.stream()
                    .map(other -> other.attempt().run())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (runs.size() > job.max()) {
                String text = job.name() + ", at most " + job.max() + ": " + runs;
                List<String> evidence =
                        together.stream().map(other -> other.attempt().text()).toList();
                violations.add(new Violation(OVERLAP, work.attempt().run(), text, evidence));
            }
        }
    }
}
