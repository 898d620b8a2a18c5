package io.carillon.chaos.machines;

import io.carillon.chaos.witness.WitnessWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where everything lies.
 *
 * @param versions what processes are started from
 */
public record Site(Path directory, List<Version> versions, WitnessWorker.Habit habit) {

    public static final String TOKEN = "a-token-for-this-attack-only";

    public Site {
        versions = List.copyOf(versions);
    }

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

    /** Versions take turns at each start of a machine, and machines that start together begin with different ones. */
    Version version(int machine, int starts) {
        return versions.get((machine + starts) % versions.size());
    }

    WallClock clock(String machine) {
        return new WallClock(directory.resolve(machine + ".clock"));
    }

    Path log(String machine) {
        return directory.resolve(machine + ".log");
    }
}
