package io.carillon.simulation;

import io.carillon.engine.testing.TestingJob;
import io.carillon.model.JobKey;
import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Misfire;
import io.carillon.model.job.OnHoliday;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.Priority;
import io.carillon.model.job.Routing;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job that somebody uses in a simulation. */
record JobKind(String name, Beat beat, Overlap overlap, int attempts, Needs needs, Habit habit) {

    /**
     * How its user goes about it.
     *
     * @param changes how many of a hundred acts change the definition
     * @param pause the longest rest between two acts
     */
    record Habit(int changes, Duration pause) {}

    /** What makes it fire. */
    enum Beat {
        CRON,
        EVERY,
        DELAY,
        REQUEST
    }

    private static final List<Overlap> OVERLAPS = List.of(
            Overlap.ALLOW, Overlap.SKIP, Overlap.QUEUE, Overlap.CANCEL_PREVIOUS, new Overlap(Overlap.Policy.QUEUE, 2));
    private static final List<Integer> STEPS = List.of(1, 2, 3, 4, 5, 6, 10, 15);

    /** The jobs of one simulation. */
    static List<JobKind> some(Chance chance) {
        var kinds = new ArrayList<JobKind>();
        int count = chance.between(3, 7);
        for (int i = 0; i < count; i++) {
            Beat beat = Beat.values()[i < 2 ? i : chance.below(4)];
            Overlap overlap = chance.one(OVERLAPS);
            kinds.add(new JobKind(
                    "job-" + i,
                    beat,
                    overlap,
                    chance.one(List.of(1, 2, 3, 5)),
                    Needs.of(chance),
                    new Habit(chance.one(List.of(5, 20, 60)), Duration.ofSeconds(chance.between(1, 12)))));
        }
        return kinds;
    }

    JobKey key() {
        return TestingJob.named(name).key();
    }

    /** One of the definitions that it may have; its overlapping and its needs never change. */
    JobDraft draft(Chance chance) {
        return job(chance).draft();
    }

    private TestingJob job(Chance chance) {
        TestingJob job = TestingJob.named(name)
                .overlap(overlap)
                .guards(needs.guards())
                .routing(routing(chance))
                .priority(chance.in(0.6) ? 5 : chance.between(Priority.MIN, Priority.MAX))
                .attempts(attempts, chance.millis(0, 1_500))
                .misfire(chance.one(List.of(Misfire.Policy.values())), chance.between(1, 100), null);
        if (chance.in(0.7)) {
            job.timeout(Duration.ofSeconds(chance.between(2, 8)));
        }
        return switch (beat) {
            case CRON -> job.on(cron("*/" + chance.one(STEPS) + " * * * * ?"));
            case EVERY -> job.every(chance.millis(1_000, 7_000));
            case DELAY -> job.delay(chance.millis(500, 4_000));
            case REQUEST -> job;
        };
    }

    private Routing routing(Chance chance) {
        Routing routing =
                Routing.by(chance.one(List.of(Routing.Strategy.values()))).within(needs.affinity());
        if (routing.strategy().keeps() && chance.of("when full").in(0.5)) {
            routing = routing.whenFull(Routing.WhenFull.NEXT);
        }
        Chance shards = chance.of("shards");
        boolean inShards = routing.strategy() != Routing.Strategy.BROADCAST && shards.in(0.3);
        return inShards ? routing.inShards(shards.between(2, 4)) : routing;
    }

    private Trigger cron(String expression) {
        Optional<TriggerOptions.CalendarUse> calendar = needs.byCalendar()
                ? Optional.of(new TriggerOptions.CalendarUse(SimulatedOperator.CALENDAR, OnHoliday.SKIP))
                : Optional.empty();
        return new Trigger.Cron(
                expression,
                CronDialect.AUTO,
                ZoneOffset.UTC,
                ClockChanges.BY_RULE,
                new TriggerOptions(Duration.ZERO, TriggerBounds.NONE, calendar));
    }
}
