package io.carillon.tasks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the kernel's cgroup v2 tree: who is in it is in it with all descendants, wherever they went. */
record ControlGroup(Path directory) {

    private static final String MEMBERS = "cgroup.procs";
    private static final String KILL = "cgroup.kill";

    /** Not there where the kernel does not count swap. */
    private static final String SWAP = "memory.swap.max";

    /** The shell moves itself before it turns into the program, so that nothing ever runs outside. */
    private static final String ENTER = "echo 0 > \"$0/" + MEMBERS + "\" && unset PWD OLDPWD SHLVL && exec \"$@\"";

    static ControlGroup create(Path parent, ScriptLimits limits) throws IOException {
        var group = new ControlGroup(Files.createTempDirectory(parent, "carillon-"));
        try {
            for (var files : limits.files().values()) {
                for (var file : files.entrySet()) {
                    group.write(file.getKey(), file.getValue());
                }
            }
            if (limits.memoryBytes().isPresent() && Files.exists(group.directory.resolve(SWAP))) {
                // Otherwise a hog is not ended: it drives the machine to its disk.
                group.write(SWAP, "0");
            }
            return group;
        } catch (IOException refused) {
            group.remove();
            throw refused;
        }
    }

    /** A command line that runs another one within the group. */
    List<String> entering(List<String> command) {
        var whole = new ArrayList<>(List.of("/bin/sh", "-c", ENTER, directory.toString()));
        whole.addAll(command);
        return whole;
    }

    List<ProcessHandle> members() {
        try (Stream<String> pids = Files.lines(directory.resolve(MEMBERS))) {
            return pids.flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                    .toList();
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
    }

    /** Ends all members at once, those too that are being forked. */
    void kill() throws IOException {
        write(KILL, "1");
    }

    /** Which limits held something back, in words; empty if none did. */
    String limitsMet() {
        var met = new ArrayList<String>();
        if (count("memory.events", "oom_kill") > 0) {
            met.add("its memory limit was reached");
        }
        if (count("pids.events", "max") > 0) {
            met.add("its process limit was reached");
        }
        return String.join(", ", met);
    }

    /** Takes away the group, and any that a script which runs as root made within. */
    void remove() throws IOException {
        List<Path> directories;
        try (var all = Files.walk(directory)) {
            directories = all.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (var each : directories) {
            Files.delete(each);
        }
    }

    private void write(String file, String value) throws IOException {
        Files.writeString(directory.resolve(file), value, StandardOpenOption.WRITE);
    }

    private long count(String file, String event) {
        try (Stream<String> lines = Files.lines(directory.resolve(file))) {
            return lines.map(line -> line.split(" ", 2))
                    .filter(fields -> fields[0].equals(event))
                    .mapToLong(fields -> Long.parseLong(fields[1].strip()))
                    .sum();
        } catch (IOException | RuntimeException unknown) {
            return 0;
        }
    }
}
