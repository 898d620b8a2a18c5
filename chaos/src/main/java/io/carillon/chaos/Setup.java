package io.carillon.chaos;

import io.carillon.chaos.machines.Version;
import io.carillon.chaos.machines.WholeSystem;
import io.carillon.chaos.witness.WitnessWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What an attack is to be like.
 *
 * @param directory where everything is kept that it leaves
 * @param versions what nodes and workers are started from
 */
public record Setup(
        Duration length,
        long seed,
        WholeSystem.Size size,
        Path directory,
        List<Version> versions,
        WitnessWorker.Habit habit) {

    public Setup {
        versions = List.copyOf(versions);
    }
}
