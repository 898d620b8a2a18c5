package io.carillon.chaos.check;

import io.carillon.chaos.fault.FaultKind;
import io.carillon.chaos.fault.Injected;
import io.carillon.chaos.witness.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How long it took after faults until fires began on time again: figures, and no judgement.
 *
 * <p>A fire is late if it begins more than a second after it was due. To a fault belong those that are due from its beginning until the next
 * one begins, also what the one before it still holds up; with faults close together the figures are therefore too large rather than too small.
 *
 * @param count how many faults of the kind there were
 * @param sinceBegan the longest time from the beginning of a fault until the last of its late fires had begun
 * @param sinceEnded the same, from when nothing was broken any more
 * @param late how many fires were late
 */
public record Recovery(FaultKind kind, int count, Duration sinceBegan, Duration sinceEnded, int late) {

    private static final Duration ON_TIME = Duration.ofSeconds(1);

    private record Fire(Instant due, Instant began) {

        private boolean isLate() {
            return began.isAfter(due.plus(ON_TIME));
        }
    }

    /** By kind, in the order of the kinds. */
    public static List<Recovery> of(History history) {
        NavigableMap<Instant, List<Fire>> fires = fires(history);
        Map<FaultKind, Recovery> worst = new EnumMap<>(FaultKind.class);
        List<Injected> faults = history.faults().stream()
                .sorted(Comparator.comparing(Injected::began))
                .toList();
        for (int i = 0; i < faults.size(); i++) {
            Instant until = i + 1 < faults.size() ? faults.get(i + 1).began() : Instant.MAX;
            Injected fault = faults.get(i);
            Recovery one = of(fault, fires.subMap(fault.began(), true, later(until, fault.began()), false));
            worst.merge(fault.fault().kind(), one, Recovery::and);
        }
        return List.copyOf(worst.values());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Recovery of(Injected fault, NavigableMap<Instant, List<Fire>> fires) {
        List<Fire> late = fires.values().stream()
                .flatMap(List::stream)
                .filter(Fire::isLate)
                .toList();
        Instant last = late.stream().map(Fire::began).max(Instant::compareTo).orElse(fault.began());
        return new Recovery(
                fault.fault().kind(),
                1,
                Duration.between(fault.began(), last),
                Duration.between(fault.ended(), later(last, fault.ended())),
                late.size());
    }

    private Recovery and(Recovery other) {
        return new Recovery(
                kind,
                count + other.count,
                longer(sinceBegan, other.sinceBegan),
                longer(sinceEnded, other.sinceEnded),
                late + other.late);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** When fires of jobs that nothing holds up began first, by when they were due. */
    private static NavigableMap<Instant, List<Fire>> fires(History history) {
        Map<String, Instant> began = new HashMap<>();
        history.witness().stream()
                .filter(Entry::isBeginning)
                .forEach(entry ->
                        began.merge(entry.run(), entry.at(), (one, other) -> one.isBefore(other) ? one : other));
        var fires = new TreeMap<Instant, List<Fire>>();
        Map<String, JobFacts> jobs = history.jobsByName();
        for (Recorded run : history.runs()) {
            JobFacts job = jobs.get(run.job());
            Instant first = began.get(run.id());
            if (run.isFire() && job != null && job.prompt() && first != null) {
                fires.computeIfAbsent(run.scheduledAt(), _ -> new ArrayList<>())
                        .add(new Fire(run.scheduledAt(), first));
            }
        }
        return fires;
    }
}
