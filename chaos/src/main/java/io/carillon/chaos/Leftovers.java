package io.carillon.chaos;

import io.carillon.chaos.check.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an attack leaves: witnesses, logs, the database. */
final class Leftovers {

    private Leftovers() {}

    /** Adds what was found, and the record as it was read. */
    static void keep(Verdict verdict, Path directory) throws IOException {
        Files.writeString(directory.resolve("violations.txt"), verdict.evidence());
        Files.writeString(directory.resolve("verdict.txt"), verdict.text());
        Files.write(
                directory.resolve("runs.jsonl"),
                verdict.history().runs().stream().map(Recorded::document).toList());
        Files.write(
                directory.resolve("jobs.txt"),
                verdict.history().jobs().stream().map(Object::toString).toList());
        Files.write(
                directory.resolve("faults.txt"),
                verdict.history().faults().stream()
                        .map(fault -> fault.began() + " " + fault.ended() + " "
                                + fault.fault().line())
                        .toList());
    }
}
