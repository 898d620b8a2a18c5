package io.carillon.benchmarks.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** What a candidate weighs on disk, and how long it takes from nothing to the first durable transaction. */
final class Footprint {

    private final Path parent;
    private final PrintStream out;

    Footprint(Path parent, PrintStream out) {
        this.parent = parent;
        this.out = out;
    }

    void jars() throws IOException, SQLException {
        for (var url : List.of("jdbc:sqlite::memory:", "jdbc:h2:mem:")) {
            var jar = DriverManager.getDriver(url)
                    .getClass()
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
            try {
                out.printf("%-22s jar %,d bytes%n", url, Files.size(Path.of(jar.toURI())));
            } catch (URISyntaxException e) {
                throw new IllegalStateException("no path: " + jar, e);
            }
        }
        var temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        try (var files = Files.newDirectoryStream(temporary, "sqlite-*.so")) {
            for (var file : files) {
                out.printf("%s unpacked %,d bytes%n", file.getFileName(), Files.size(file));
            }
        }
    }

    void filesAfter(Candidate candidate, Shape shape, int cycles) throws IOException, SQLException {
        try (var place = Place.under(parent, "size-" + candidate.name())) {
            try (var connection = candidate.openWriter(place.directory())) {
                Schema.create(candidate, connection);
                new Cycles(candidate, connection, new Statements(connection, true), new RowByRow(shape), 1)
                        .run(cycles, 1_000);
                out.printf(
                        "%-12s %-16s after %,d cycles: %,d KiB",
                        candidate.name(), shape, cycles, place.bytes("carillon") / 1024);
            }
            out.printf(", closed %,d KiB%n", place.bytes("carillon") / 1024);
        }
    }

    void start(Candidate candidate, int times) throws IOException, InterruptedException {
        var fresh = new double[times];
        var again = new double[times];
        for (int i = 0; i < times; i++) {
            try (var place = Place.under(parent, "start-" + candidate.name())) {
                fresh[i] = probe(candidate, place);
                again[i] = probe(candidate, place);
            }
        }
        out.printf(
                "%-12s first durable transaction of a new JVM after %.0f ms on a new file, %.0f ms on an old one (medians of %d)%n",
                candidate.name(), Medians.of(fresh), Medians.of(again), times);
    }

    private static double probe(Candidate candidate, Place place) throws IOException, InterruptedException {
        var process = ChildJvm.start(List.of(), StartProbe.class, candidate, place.directory());
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            return Double.parseDouble(String.valueOf(reader.readLine()));
        } finally {
            process.waitFor();
        }
    }
}
