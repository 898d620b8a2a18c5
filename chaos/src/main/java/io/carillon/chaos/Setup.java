package io.carillon.chaos;

import io.carillon.chaos.machines.WholeSystem;
import io.carillon.chaos.witness.WitnessWorker;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What an attack is to be like.
 *
 * @param directory where everything is kept that it leaves
 * @param distribution the jars that nodes are started from
 */
public record Setup(
        Duration length,
        long seed,
        WholeSystem.Size size,
        Path directory,
        Path distribution,
        WitnessWorker.Habit habit) {}
