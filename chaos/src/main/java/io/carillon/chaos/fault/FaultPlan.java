package io.carillon.chaos.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** All that is done, worked out beforehand: the same seed, length and sizes give the same plan. */
public record FaultPlan(List<Fault> faults) {

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final long SHORTEST_GAP_MILLIS = 500;
    private static final long LONGEST_GAP_MILLIS = 7_000;

    public FaultPlan {
        faults = List.copyOf(faults);
    }

    /**
     * What can be hit.
     *
     * @param disk whether the database has one of its own that can be filled
     * @param clocks whether those of nodes and workers can be stepped
     */
    public record Targets(int nodes, int workers, boolean disk, boolean clocks) {

        private List<FaultKind> kinds() {
            return Stream.of(FaultKind.values())
                    .filter(kind -> disk || kind != FaultKind.DATABASE_DISK_FULL)
                    .filter(kind -> clocks || !kind.isOfClocks())
                    .toList();
        }
    }

    /** Each kind comes in a round of all of them before any comes again, and no two at once hit the same. */
    public static FaultPlan draw(long seed, Duration length, Targets targets) {
        var random = new Random(seed);
        var faults = new ArrayList<Fault>();
        var round = new ArrayList<FaultKind>();
        Duration at = FIRST;
        while (at.compareTo(length) < 0) {
            if (round.isEmpty()) {
                round.addAll(targets.kinds());
            }
            FaultKind kind = round.remove(random.nextInt(round.size()));
            Fault fault = fault(faults.size() + 1, at, kind, targets, random);
            faults.add(fault);
            at = at.plusMillis(random.nextLong(SHORTEST_GAP_MILLIS, LONGEST_GAP_MILLIS));
            if (random.nextInt(3) > 0) {
                at = at.plus(fault.length());
            }
        }
        return new FaultPlan(faults);
    }

    private static Fault fault(int number, Duration at, FaultKind kind, Targets targets, RandomGenerator random) {
        int choice = switch (kind.aim()) {
            case NODE -> targets.nodes();
            case WORKER -> targets.workers();
            case ALL_NODES, DATABASE -> 1;
        };
        long millis = random.nextLong(kind.shortest().toMillis(), kind.longest().toMillis() + 1);
        return new Fault(number, at, kind, random.nextInt(choice), Duration.ofMillis(millis), random.nextInt(100));
    }
}
