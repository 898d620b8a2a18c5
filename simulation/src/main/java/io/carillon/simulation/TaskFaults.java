package io.carillon.simulation;

import io.carillon.protocol.v1.Phase;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import java.util.Collections;

/** What tasks do besides their work. */
final class TaskFaults {

    private final Plan plan;
    private final FaultLog log;
    private boolean healed;

    TaskFaults(Plan plan, FaultLog log) {
        this.plan = plan;
        this.log = log;
    }

    /** How a task will go. */
    sealed interface Course {

        /** It takes a while and ends as it says. */
        record Ends(Duration after, TaskOutcome outcome) implements Course {}

        /** It ends when it is told to stop, or much later and well. */
        record Hangs(Duration atMost, boolean heedsStop) implements Course {}

        /** It begins something elsewhere, and lets go of it. */
        record Defers(Duration after, Duration begins, boolean well) implements Course {}

        /** It takes its whole process with it. */
        record KillsItsWorker(Duration after) implements Course {}
    }

    /**
     * How an attempt goes.
     *
     * @param ofRun decides whatever is the same for every attempt of a run
     */
    Course courseOf(Phase phase, Chance chance, Chance ofRun) {
        if (healed) {
            return new Course.Ends(chance.millis(1, 100), TaskOutcome.succeeded());
        }
        if (happens(Fault.TASK_KILLED_ITS_WORKER, chance, 0.01)) {
            return new Course.KillsItsWorker(chance.millis(1, 500));
        }
        if (happens(Fault.TASK_HUNG, chance, 0.05)) {
            return new Course.Hangs(chance.millis(4_000, 25_000), !happens(Fault.TASK_IGNORED_STOP, chance, 0.5));
        }
        Duration work = work(phase, chance);
        boolean fails = happens(Fault.TASK_FAILED, chance, 0.15);
        if (ofRun.in(0.15)) {
            return new Course.Defers(work, chance.of("begins").millis(0, (int) work.toMillis()), !fails);
        }
        if (!fails && maps(phase, chance, ofRun)) {
            return new Course.Ends(work, mapped(phase, chance.of("items"), ofRun));
        }
        return new Course.Ends(work, fails ? failed(chance) : meant(chance.of("outcome")));
    }

    /** Most work is short. What gathers is rare and takes long, or nothing would ever happen to it. */
    private static Duration work(Phase phase, Chance chance) {
        if (phase == Phase.PHASE_GATHER) {
            return chance.millis(1_000, 10_000);
        }
        return chance.in(0.8) ? chance.millis(1, 200) : chance.millis(200, 3_000);
    }

    /** Some runs are such that each attempt of theirs splits them; now and then a part is several. */
    private static boolean maps(Phase phase, Chance chance, Chance ofRun) {
        return switch (phase) {
            case PHASE_UNSPECIFIED, UNRECOGNIZED -> ofRun.of("maps").in(0.2);
            case PHASE_SHARD -> chance.of("grows").in(0.05);
            case PHASE_GATHER -> false;
        };
    }

    private static TaskOutcome mapped(Phase phase, Chance chance, Chance ofRun) {
        boolean gathers = phase != Phase.PHASE_SHARD && ofRun.of("gathers").in(0.7);
        return TaskOutcome.mapped(Collections.nCopies(chance.below(6), "{}"), gathers);
    }

    private static TaskOutcome failed(Chance chance) {
        return chance.in(0.8)
                ? TaskOutcome.failed("BROKEN", "on purpose")
                : TaskOutcome.failedForGood("BROKEN", "on purpose, for good");
    }

    /** Now and then a task finds nothing to do, or that it is too early. */
    private static TaskOutcome meant(Chance chance) {
        if (chance.in(0.08)) {
            return TaskOutcome.skip("nothing to do");
        }
        return chance.in(0.08)
                ? TaskOutcome.retryLater(chance.millis(200, 4_000), "too early")
                : TaskOutcome.succeeded();
    }

    /** Whether somebody who should call back doesn't, as long as there are faults. */
    boolean callsNobody(Chance chance) {
        return !healed && happens(Fault.CALLBACK_LOST, chance, 0.1);
    }

    boolean callsTwice(Chance chance) {
        return happens(Fault.CALLBACK_DOUBLED, chance, 0.2);
    }

    void heal() {
        healed = true;
    }

    boolean healed() {
        return healed;
    }

    private boolean happens(Fault fault, Chance chance, double probability) {
        boolean happens = chance.in(probability) && plan.has(fault);
        if (happens) {
            log.add(fault);
        }
        return happens;
    }
}
