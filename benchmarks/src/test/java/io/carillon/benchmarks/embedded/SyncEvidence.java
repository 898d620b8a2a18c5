package io.carillon.benchmarks.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks with strace at what a writing process had asked of the disk when it acknowledged. SIGKILL leaves the operating system's cache
 * alone and so says nothing about a power failure; this does: what was not synced then is gone.
 */
final class SyncEvidence {

    private static final String TRACED = "trace=openat,write,pwrite64,pwritev,fsync,fdatasync,sync_file_range,msync";

    private final Path parent;

    SyncEvidence(Path parent) {
        this.parent = parent;
    }

    /**
     * @param acknowledged announced commits
     * @param synced those before which everything written to the database's files had been synced, and something had been
     * @param unsynced those with bytes handed to the operating system and not synced
     * @param unwritten those for which nothing at all had been handed to the operating system
     * @param syncs all calls of fsync and fdatasync on the database's files
     * @param syncOpens files opened with O_SYNC or O_DSYNC
     */
    record Evidence(int acknowledged, int synced, int unsynced, int unwritten, int syncs, int syncOpens) {}

    static boolean available() {
        return Files.isExecutable(Path.of("/usr/bin/strace"));
    }

    Evidence of(Candidate candidate, int batches) throws IOException, InterruptedException {
        try (var place = Place.under(parent, "sync-" + candidate.name());
                var trace = Place.under(parent, "trace")) {
            var file = trace.directory().resolve("calls");
            var process = ChildJvm.start(
                    List.of("strace", "-f", "-qq", "-y", "-s", "16", "-e", TRACED, "-o", file.toString()),
                    CrashWriter.class,
                    candidate,
                    place.directory(),
                    "0",
                    Integer.toString(batches));
            try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(_ -> {});
            } finally {
                process.destroy();
                process.waitFor();
            }
            return read(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        }
    }

    static void print(PrintStream out, String name, Evidence evidence) {
        out.printf(
                "%-12s acknowledged %,d: synced %,d, written only %,d, not even written %,d; fsync+fdatasync %,d; O_SYNC opens %d%n",
                name,
                evidence.acknowledged(),
                evidence.synced(),
                evidence.unsynced(),
                evidence.unwritten(),
                evidence.syncs(),
                evidence.syncOpens());
    }

    /** The calls since the last acknowledgement decide what the next one is worth. */
    private static Evidence read(List<String> calls) {
        var evidence = new Evidence(0, 0, 0, 0, 0, 0);
        var written = false;
        var pending = false;
        for (var call : calls) {
            if (isAcknowledgement(call)) {
                evidence = acknowledged(evidence, written, pending);
                written = false;
            } else if (isOnDatabase(call) && isSync(call)) {
                evidence = plus(evidence, 1, 0);
                pending = false;
            } else if (isOnDatabase(call) && call.contains("write")) {
                written = true;
                pending = true;
            } else if (isOnDatabase(call) && (call.contains("O_SYNC") || call.contains("O_DSYNC"))) {
                evidence = plus(evidence, 0, 1);
            }
        }
        return evidence;
    }

    private static Evidence acknowledged(Evidence e, boolean written, boolean pending) {
        return new Evidence(
                e.acknowledged() + 1,
                e.synced() + (written && !pending ? 1 : 0),
                e.unsynced() + (written && pending ? 1 : 0),
                e.unwritten() + (written ? 0 : 1),
                e.syncs(),
                e.syncOpens());
    }

    private static Evidence plus(Evidence e, int syncs, int opens) {
        return new Evidence(
                e.acknowledged(), e.synced(), e.unsynced(), e.unwritten(), e.syncs() + syncs, e.syncOpens() + opens);
    }

    private static boolean isAcknowledgement(String call) {
        return call.contains("write(1<") && (call.contains("\"P ") || call.contains("\"F "));
    }

    private static boolean isOnDatabase(String call) {
        return call.contains("/carillon.");
    }

    private static boolean isSync(String call) {
        return call.contains("fsync(") || call.contains("fdatasync(");
    }
}
