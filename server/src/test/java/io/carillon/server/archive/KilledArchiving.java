package io.carillon.server.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.carillon.engine.Purged;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.JdbcStore;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * A process that archives a day and deletes it until it is killed. It says after each step that it was done, in a line as long as a
 * page: a pipe holds sixteen of them, so that whoever reads them knows about how far it has come.
 */
final class KilledArchiving {

    /** So many runs are read in a step. */
    static final int STEP = 100;

    private static final String LINE = ".".repeat(4_095) + "\n";

    private KilledArchiving() {}

    /** Archives from one directory into another. */
    public static void main(String[] directories) {
        var steps = new PrintStream(System.out, true, US_ASCII);
        try (JdbcStore store =
                EmbeddedDatabase.open(Path.of(directories[0]), new FileArchive(Path.of(directories[1])))) {
            Purged purged = store.purge(PastDay.slice(STEP));
            while (purged.more()) {
                steps.print(LINE);
                purged = store.purge(PastDay.slice(STEP));
            }
        }
    }
}
