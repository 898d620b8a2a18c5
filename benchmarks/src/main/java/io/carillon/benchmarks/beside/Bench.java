package io.carillon.benchmarks.beside;

import io.carillon.databases.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has one entrant after the other do one trial after the other, each in a process and a database of its own, on one server. */
final class Bench {

    private final PostgresServer server;
    private final Path distribution;
    private final Path directory;
    private final Consumer<String> out;
    private int databases;

    /** @param distribution where the jars of the distribution are */
    Bench(PostgresServer server, Path distribution, Path directory, Consumer<String> out) {
        this.server = server;
        this.distribution = distribution;
        this.directory = directory;
        this.out = out;
    }

    Round run(Entrant entrant, Trial trial) {
        String name = "bench_" + ++databases;
        String url = server.create(name);
        // What one leaves behind to be written is not for the next to write.
        server.execute(server.maintenance(), "CHECKPOINT");
        Path place = directory.resolve(name);
        try {
            Files.createDirectories(place);
            Process process = new ProcessBuilder(command(entrant, trial, place, url))
                    .redirectError(place.resolve("error.log").toFile())
                    .start();
            var told = new Told(entrant, trial);
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(told::hear);
            }
            return told.round(process.waitFor(), place);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in the middle of a trial", interrupted);
        } finally {
            server.execute(server.maintenance(), "DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    private List<String> command(Entrant entrant, Trial trial, Path place, String url) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-Xmx2g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=beside-logback.xml",
                "-Dcarillon.distribution=" + distribution,
                "-cp",
                System.getProperty("java.class.path"),
                TrialProcess.class.getName(),
                entrant.name(),
                trial.name(),
                Integer.toString(trial.runs()),
                Integer.toString(trial.perSecond()),
                place.toString(),
                url);
    }

    /** What a trial's process has said so far. */
    private final class Told {

        private final Entrant entrant;
        private final Trial trial;
        private final List<String> settings = new ArrayList<>();
        private String product = "";
        private @Nullable Measured measured;
        private long before;
        private long used;

        private Told(Entrant entrant, Trial trial) {
            this.entrant = entrant;
            this.trial = trial;
        }

        private void hear(String line) {
            if (line.equals(TrialProcess.BEGIN)) {
                before = server.cpuMicros();
            } else if (line.equals(TrialProcess.END)) {
                used = server.cpuMicros() - before;
            } else if (line.startsWith(TrialProcess.PRODUCT)) {
                product = line.substring(TrialProcess.PRODUCT.length());
            } else if (line.startsWith(TrialProcess.SETTING)) {
                settings.add(line.substring(TrialProcess.SETTING.length()));
            } else {
                Measured.read(line).ifPresentOrElse(found -> measured = found, () -> out.accept(line));
            }
        }

        private Round round(int exit, Path place) {
            if (measured == null) {
                throw new IllegalStateException(
                        "the trial of %s broke off with %d; see %s".formatted(entrant.option(), exit, place));
            }
            return new Round(entrant, trial, product, settings, measured, used);
        }
    }
}
