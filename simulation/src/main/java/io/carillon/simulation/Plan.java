package io.carillon.simulation;

import io.carillon.engine.Lanes;
import io.carillon.engine.Settings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a seed decides before anything happens.
 *
 * @param disturbed how long things break before they heal
 * @param faults the kinds that happen in this run: a few of them show what all of them together would hide
 * @param rate how likely a single frame or statement meets each of its faults
 * @param skew how far wall clocks may be off
 */
record Plan(
        int nodes,
        int workers,
        int slots,
        int partitions,
        Settings settings,
        Duration disturbed,
        Set<Fault> faults,
        Reach reach,
        double rate,
        Duration skew) {

    /** Which nodes workers dial. */
    enum Reach {
        /** One, and nobody names the others. */
        ONE,
        /** All of them, as they were told. */
        ALL,
        /** One, which names the others. */
        NAMED
    }

    boolean hasSmallMemory() {
        return settings.maxLiveRuns() < Settings.DEFAULT.maxLiveRuns();
    }

    static Plan of(Chance chance) {
        int nodes = chance.between(1, 3);
        var faults = EnumSet.noneOf(Fault.class);
        double share = chance.in(0.3) ? 0.9 : chance.in(0.5) ? 0.5 : 0.2;
        for (Fault fault : Fault.values()) {
            if (fault != Fault.DATABASE_AWAY && chance.in(share)) {
                faults.add(fault);
            }
        }
        Chance ofLanes = chance.of("lanes");
        int count = ofLanes.in(0.5) ? 1 : ofLanes.between(2, 3);
        Chance ofDatabases = chance.of("databases");
        var lanes = new Lanes(count, ofDatabases.in(0.5) ? count : 1);
        if (lanes.databases() > 1 && ofDatabases.in(0.7)) {
            faults.add(Fault.DATABASE_AWAY);
        }
        boolean clocks = faults.contains(Fault.CLOCK_STEPPED_BACK) || faults.contains(Fault.CLOCK_STEPPED_FORWARD);
        return new Plan(
                nodes,
                nodes + chance.between(1, 2),
                chance.between(1, 4),
                chance.between(2, 6),
                settings(chance, lanes),
                Duration.ofSeconds(chance.between(20, 70)),
                faults,
                chance.of("reach").one(List.of(Reach.values())),
                chance.in(0.5) ? 0.002 : 0.02,
                clocks ? Duration.ofSeconds(chance.between(1, 600)) : Duration.ZERO);
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    /** Now and then memory is so small that runs wait in the store. */
    private static Settings settings(Chance chance, Lanes lanes) {
        Settings usual = Settings.DEFAULT;
        int most = chance.in(0.3) ? chance.between(8, 40) : usual.maxLiveRuns();
        return new Settings(
                usual.horizon(),
                usual.planEvery(),
                usual.loadAhead(),
                most,
                usual.lazyWriteAfter(),
                usual.misfireAfter(),
                usual.recoveryGrace(),
                usual.workerGrace(),
                chance.in(0.5) ? Duration.ofSeconds(1) : usual.stopGrace(),
                usual.commitRetry(),
                usual.keepHouseEvery(),
                usual.retained(),
                lanes);
    }
}
