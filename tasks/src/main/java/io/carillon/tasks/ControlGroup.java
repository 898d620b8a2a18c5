package io.carillon.tasks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Directories of the kernel's cgroup trees: who is in them is in them with all descendants, wherever they went. With version 2 it is
 * one directory; with version 1 each kind of limit has a tree of its own.
 *
 * @param directories the first one is asked who is in it
 */
record ControlGroup(List<Path> directories) {

    private static final String MEMBERS = "cgroup.procs";

    /** Version 2 only. */
    private static final String KILL = "cgroup.kill";

    private static final int MAX_KILLS = 1_000;

    /** The shell moves itself before it turns into the program, so that nothing ever runs outside. */
    private static final String ENTER = "while [ \"$1\" != -- ]; do echo 0 > \"$1/" + MEMBERS
            + "\" || exit 1; shift; done; shift; unset PWD OLDPWD SHLVL; exec \"$@\"";

    ControlGroup {
        directories = List.copyOf(directories);
    }

    /**
     * Where a directory is made, and what is written into its files.
     *
     * @param files in the order in which the kernel wants them; one whose value begins with '?' may be missing
     */
    record Place(Path parent, Map<String, String> files) {}

    static ControlGroup create(List<Place> places) throws IOException {
        var made = new ArrayList<Path>();
        try {
            for (var place : places) {
                var directory = Files.createTempDirectory(place.parent(), "carillon-");
                made.add(directory);
                for (var file : place.files().entrySet()) {
                    write(directory.resolve(file.getKey()), file.getValue());
                }
            }
            return new ControlGroup(made);
        } catch (IOException refused) {
            new ControlGroup(made).remove();
            throw refused;
        }
    }

    /** A command line that runs another one within the group. */
    List<String> entering(List<String> command) {
        var whole = new ArrayList<>(List.of("/bin/sh", "-c", ENTER, "enter"));
        directories.forEach(directory -> whole.add(directory.toString()));
        whole.add("--");
        whole.addAll(command);
        return whole;
    }

    List<ProcessHandle> members() {
        try (Stream<String> pids = Files.lines(directories.getFirst().resolve(MEMBERS))) {
            return pids.flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                    .toList();
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
    }

    /** Ends all members: version 2 at once, those too that are being forked; version 1 as often as it takes. */
    void kill() throws IOException {
        var all = directories.getFirst().resolve(KILL);
        if (Files.exists(all)) {
            write(all, "1");
            return;
        }
        var left = members();
        for (int round = 0; round < MAX_KILLS && !left.isEmpty(); round++) {
            left.forEach(ProcessHandle::destroyForcibly);
            left = members();
        }
    }

    /** Which limits held something back, in words; empty if none did. */
    String limitsMet() {
        var met = new ArrayList<String>();
        if (isMemoryMet()) {
            met.add("its memory limit was reached");
        }
        if (count("pids.events", "max") > 0) {
            met.add("its process limit was reached");
        }
        return String.join(", ", met);
    }

    /** Whether the kernel ended something for want of memory: with version 1 perhaps not all of the script. */
    boolean isMemoryMet() {
        return count("memory.events", "oom_kill") + count("memory.oom_control", "oom_kill") > 0;
    }

    /** Takes away the group, and any that a script which runs as root made within. */
    void remove() throws IOException {
        var within = new ArrayList<Path>();
        for (var directory : directories) {
            try (var all = Files.walk(directory)) {
                all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).forEach(within::add);
            }
        }
        for (var each : within) {
            Files.delete(each);
        }
    }

    private static void write(Path file, String value) throws IOException {
        boolean optional = value.startsWith("?");
        if (!optional || Files.exists(file)) {
            Files.writeString(file, optional ? value.substring(1) : value, StandardOpenOption.WRITE);
        }
    }

    private long count(String file, String event) {
        return directories.stream()
                .mapToLong(directory -> count(directory.resolve(file), event))
                .sum();
    }

    private static long count(Path file, String event) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split(" ", 2))
                    .filter(fields -> fields[0].equals(event))
                    .mapToLong(fields -> Long.parseLong(fields[1].strip()))
                    .sum();
        } catch (IOException | RuntimeException unknown) {
            return 0;
        }
    }
}
