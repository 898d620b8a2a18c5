package io.carillon.worker;

import io.carillon.worker.core.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How busy this machine is, as far as it says: its processors by Java, its memory and its disks by Linux. In a container with limits
 * of its own those count too, and whatever is scarcer is told. What can't be read is not told.
 */
final class MachineLoad implements Load.Gauge {

    private static final long WHOLE = 1000;

    private final Path proc;
    private final Path group;

    MachineLoad() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** @param group the directory of this process's control group, version 2 */
    MachineLoad(Path proc, Path group) {
        this.proc = proc;
        this.group = group;
    }

    @Override
    public Load read() {
        return new Load(cpu(), Math.max(memoryOfMachine(), memoryOfGroup()), io());
    }

    private static int cpu() {
        try {
            return ProcessorLoad.permille();
        } catch (NoClassDefFoundError withoutManagement) {
            return Load.UNKNOWN;
        }
    }

    private int memoryOfMachine() {
        String text = text(proc.resolve("meminfo"));
        OptionalLong total = numberAfter("MemTotal:", text);
        OptionalLong available = numberAfter("MemAvailable:", text);
        return total.isPresent() && available.isPresent()
                ? share(total.getAsLong() - available.getAsLong(), total.getAsLong())
                : Load.UNKNOWN;
    }

    /** What files occupy that were read and not written is there for the taking. */
    private int memoryOfGroup() {
        OptionalLong most = numberAfter("", text(group.resolve("memory.max")));
        OptionalLong used = numberAfter("", text(group.resolve("memory.current")));
        long idleFiles =
                numberAfter("inactive_file", text(group.resolve("memory.stat"))).orElse(0);
        return most.isPresent() && used.isPresent()
                ? share(used.getAsLong() - idleFiles, most.getAsLong())
                : Load.UNKNOWN;
    }

    /** The share of the last ten seconds in which something waited for a disk: of the group if it has a figure of its own. */
    private int io() {
        String ofGroup = text(group.resolve("io.pressure"));
        String pressure = ofGroup.isEmpty() ? text(proc.resolve("pressure").resolve("io")) : ofGroup;
        int at = pressure.indexOf("avg10=");
        int end = pressure.indexOf(' ', Math.max(at, 0) + "avg10=".length());
        if (!pressure.startsWith("some ") || at < 0 || end < 0) {
            return Load.UNKNOWN;
        }
        try {
            double percent = Double.parseDouble(pressure.substring(at + "avg10=".length(), end));
            return share(Math.round(percent * 10), WHOLE);
        } catch (NumberFormatException strange) {
            return Load.UNKNOWN;
        }
    }

    private static int share(long part, long whole) {
        return whole <= 0 ? Load.UNKNOWN : (int) Math.max(0, Math.min(WHOLE, part * WHOLE / whole));
    }

    /** The first number behind a word that begins a line. */
    private static OptionalLong numberAfter(String word, String text) {
        for (String line : text.lines().toList()) {
            if (line.startsWith(word)) {
                String digits = line.substring(word.length()).trim().split(" ", 2)[0];
                return isNumber(digits) ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 16 && text.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
