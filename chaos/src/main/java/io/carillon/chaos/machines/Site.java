package io.carillon.chaos.machines;

import io.carillon.chaos.witness.WitnessWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything lies.
 *
 * @param distribution the jars of the command line, which nodes are started from
 */
public record Site(Path directory, Path distribution, WitnessWorker.Habit habit) {

    public static final String TOKEN = "a-token-for-this-attack-only";

    /** Makes what is missing of it. */
    void make() {
        try {
            Files.createDirectories(witnesses());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public Path witnesses() {
        return directory.resolve("witnesses");
    }

    WallClock clock(String machine) {
        return new WallClock(directory.resolve(machine + ".clock"));
    }

    Path log(String machine) {
        return directory.resolve(machine + ".log");
    }
}
