package io.carillon.tasks;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What all processes of one script may use together. Each is empty for no limit.
 *
 * @param memoryBytes beyond it the kernel kills the script, whole
 * @param milliCpus thousandths of a processor; beyond them it waits
 * @param processes processes and threads; beyond them none can be started
 */
public record ScriptLimits(OptionalLong memoryBytes, OptionalLong milliCpus, OptionalLong processes) {

    public static final ScriptLimits NONE =
            new ScriptLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    private static final long PERIOD_MICROS = 100_000;
    private static final long MIN_MILLI_CPUS = 10;
    private static final long MIN_MEMORY = 1 << 20;

    public ScriptLimits {
        require(memoryBytes, MIN_MEMORY, "a script needs at least 1 MiB of memory");
        require(milliCpus, MIN_MILLI_CPUS, "a script needs at least 0.01 of a processor");
        require(processes, 1, "a script needs at least one process");
    }

    /**
     * Limits as people write them; null for none.
     *
     * @param memory such as {@code 512m} or {@code 2g}
     * @param cpus such as {@code 1.5}
     */
    public static ScriptLimits of(@Nullable String memory, @Nullable BigDecimal cpus, @Nullable Long processes) {
        return new ScriptLimits(
                memory == null ? OptionalLong.empty() : OptionalLong.of(bytes(memory)),
                cpus == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(cpus.movePointRight(3).longValue()),
                processes == null ? OptionalLong.empty() : OptionalLong.of(processes));
    }

    boolean isNone() {
        return equals(NONE);
    }

    /** The files of a control group of version 2 that say so, by the names of their controllers. */
    Map<String, Map<String, String>> files() {
        var files = new LinkedHashMap<String, Map<String, String>>();
        // Killed as one: a script that lost only some of its processes might go on with half of its work. And without
        // swap, where the
        // kernel counts it: otherwise a hog is not ended, but drives the machine to its disk.
        memoryBytes.ifPresent(bytes -> files.put(
                "memory",
                Map.of("memory.max", String.valueOf(bytes), "memory.oom.group", "1", "memory.swap.max", "?0")));
        milliCpus.ifPresent(
                milli -> files.put("cpu", Map.of("cpu.max", milli * PERIOD_MICROS / 1000 + " " + PERIOD_MICROS)));
        processes.ifPresent(count -> files.put("pids", Map.of("pids.max", String.valueOf(count))));
        return files;
    }

    /** The same for version 1, each controller in a tree of its own. Memory with swap can't be less than memory, so it comes after it. */
    Map<String, Map<String, String>> filesOfFirstVersion() {
        var files = new LinkedHashMap<String, Map<String, String>>();
        memoryBytes.ifPresent(bytes -> {
            var memory = new LinkedHashMap<String, String>();
            memory.put("memory.limit_in_bytes", String.valueOf(bytes));
            memory.put("memory.memsw.limit_in_bytes", "?" + bytes);
            files.put("memory", memory);
        });
        milliCpus.ifPresent(milli -> files.put(
                "cpu",
                Map.of(
                        "cpu.cfs_period_us", String.valueOf(PERIOD_MICROS),
                        "cpu.cfs_quota_us", String.valueOf(milli * PERIOD_MICROS / 1000))));
        processes.ifPresent(count -> files.put("pids", Map.of("pids.max", String.valueOf(count))));
        return files;
    }

    private static long bytes(String text) {
        if (!text.matches("[0-9]{1,9}[kmg]")) {
            throw new IllegalArgumentException("\"" + text + "\" is not an amount of memory such as 512m or 2g");
        }
        int shift = " kmg".indexOf(text.charAt(text.length() - 1)) * 10;
        return Long.parseLong(text.substring(0, text.length() - 1)) << shift;
    }

    private static void require(OptionalLong value, long min, String otherwise) {
        if (value.isPresent() && value.getAsLong() < min) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
