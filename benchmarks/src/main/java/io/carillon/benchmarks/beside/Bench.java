package io.carillon.benchmarks.beside;

import io.carillon.databases.PostgresServer;
import io.carillon.databases.process.Distribution;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Has one entrant after the other do its trials, each time in a process and a database of its own, on one server. */
final class Bench {

    /**
     * How each process begins. A heap that grows while it is measured pays for its memory page by page, which on a virtual machine costs
     * more than what is measured: so all of it is touched first.
     */
    static final List<String> JVM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseCompactObjectHeaders",
            "-Xms2g",
            "-Xmx2g",
            "-XX:+AlwaysPreTouch",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final PostgresServer server;
    private final Path directory;
    private final Consumer<String> out;
    private final Consumer<Round> done;
    private int databases;

    /**
     * @param out hears what the processes say besides
     * @param done hears of each trial as soon as it is over
     */
    Bench(PostgresServer server, Path directory, Consumer<String> out, Consumer<Round> done) {
        this.server = server;
        this.directory = directory;
        this.out = out;
        this.done = done;
    }

    /** Trials of which one finds what those before it left. */
    List<Round> run(Entrant entrant, Stock stock, List<Trial> trials) {
        String name = "bench_" + ++databases;
        String url = server.create(name);
        // What one leaves behind to be written is not for the next to write.
        server.execute(server.maintenance(), "CHECKPOINT");
        Path place = directory.resolve(name);
        try {
            Files.createDirectories(place);
            Process process = new ProcessBuilder(command(entrant, stock, trials, place, url))
                    .redirectError(place.resolve("error.log").toFile())
                    .start();
            var told = new Told(entrant, trials);
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(told::hear);
            }
            return told.rounds(process.waitFor(), place);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in the middle of a trial", interrupted);
        } finally {
            server.execute(server.maintenance(), "DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    private List<String> command(Entrant entrant, Stock stock, List<Trial> trials, Path place, String url) {
        var command = new ArrayList<>(JVM);
        command.addAll(List.of(
                "-Dlogback.configurationFile=beside-logback.xml",
                "-Dcarillon.distribution=" + Distribution.own().jars(),
                "-cp",
                System.getProperty("java.class.path"),
                TrialProcess.class.getName(),
                entrant.name(),
                place.toString(),
                url,
                stock.argument()));
        trials.forEach(trial -> command.add(trial.argument()));
        return command;
    }

    /** What a process has said of its trials so far. */
    private final class Told {

        private final Entrant entrant;
        private final List<Trial> trials;
        private final List<String> settings = new ArrayList<>();
        private final List<Round> rounds = new ArrayList<>();
        private String product = "";
        private long before;
        private long used;

        private Told(Entrant entrant, List<Trial> trials) {
            this.entrant = entrant;
            this.trials = trials;
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
                Measured.read(line).ifPresentOrElse(this::add, () -> out.accept(line));
            }
        }

        private void add(Measured measured) {
            var round = new Round(entrant, trials.get(rounds.size()), product, List.copyOf(settings), measured, used);
            rounds.add(round);
            done.accept(round);
        }

        private List<Round> rounds(int exit, Path place) {
            if (rounds.size() < trials.size()) {
                throw new IllegalStateException(
                        "a trial of %s broke off with %d; see %s/error.log".formatted(entrant.option(), exit, place));
            }
            return rounds;
        }
    }
}
