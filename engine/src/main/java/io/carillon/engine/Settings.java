package io.carillon.engine;

import java.time.Duration;

/**
 * The engine's own measures. They hold for a whole cluster, so they are few.
 *
 * @param horizon how far ahead of now fires are recorded
 * @param planEvery how long fires gather before they are recorded together
 * @param loadAhead how far ahead of now recorded runs are held in memory
 * @param maxLiveRuns how many runs are held in memory; the rest waits in the store
 * @param lazyWriteAfter how long a change that nobody depends on may stay unwritten
 * @param misfireAfter how late an unrecorded fire must be to count as missed rather than late
 * @param recoveryGrace how long a new owner waits for workers to say what they hold
 * @param workerGrace how long a worker whose connection broke may take to come back with its attempts
 * @param stopGrace how long a task that was told to stop may take
 * @param commitRetry how long to wait before a failed commit or read is tried again
 * @param keepHouseEvery how long after its start, and after each round, a node begins a round of housekeeping
 * @param retained how long history is kept
 * @param lanes in how many lanes a node commits, and where
 */
public record Settings(
        Duration horizon,
        Duration planEvery,
        Duration loadAhead,
        int maxLiveRuns,
        Duration lazyWriteAfter,
        Duration misfireAfter,
        Duration recoveryGrace,
        Duration workerGrace,
        Duration stopGrace,
        Duration commitRetry,
        Duration keepHouseEvery,
        Retained retained,
        Lanes lanes) {

    public static final Settings DEFAULT = new Settings(
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(15),
            200_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofMinutes(10),
            Retained.DEFAULT,
            Lanes.ONE);

    /** The same, but history is kept for another time. */
    public Settings retaining(Retained chosen) {
        return with(keepHouseEvery, chosen, lanes);
    }

    /** The same, but commits go in another number of lanes, all in one database. */
    public Settings inLanes(int chosen) {
        return in(new Lanes(chosen, 1));
    }

    /** The same, but commits go in other lanes. */
    public Settings in(Lanes chosen) {
        return with(keepHouseEvery, retained, chosen);
    }

    /** The same, but the house is kept at other times. */
    public Settings keepingHouseEvery(Duration chosen) {
        return with(chosen, retained, lanes);
    }

    private Settings with(Duration rounds, Retained chosen, Lanes inLanes) {
        return new Settings(
                horizon,
                planEvery,
                loadAhead,
                maxLiveRuns,
                lazyWriteAfter,
                misfireAfter,
                recoveryGrace,
                workerGrace,
                stopGrace,
                commitRetry,
                rounds,
                chosen,
                inLanes);
    }
}
