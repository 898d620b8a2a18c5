package io.carillon.tasks;

import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which scripts a worker runs.
 *
 * @param shell whether shell scripts, and with them any program that a job names
 * @param interpreters what else may read a script: names that jobs use, and the programs that they stand for
 * @param limits what a script may use of the machine, where the kernel lets the worker say so
 * @param controlGroup the cgroup v2 directory in which the worker may make groups; empty for the one it is in
 */
public record ScriptPolicy(
        boolean shell, Map<String, Path> interpreters, ScriptLimits limits, Optional<Path> controlGroup) {

    public static final ScriptPolicy NONE = new ScriptPolicy(false, Map.of(), ScriptLimits.NONE, Optional.empty());

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,31}");

    public ScriptPolicy {
        interpreters.forEach(ScriptPolicy::check);
        interpreters = Map.copyOf(interpreters);
    }

    public ScriptPolicy allowingShell() {
        return new ScriptPolicy(true, interpreters, limits, controlGroup);
    }

    /** Later ones replace earlier ones of the same name. */
    public ScriptPolicy allowing(Map<String, Path> more) {
        var all = sorted();
        all.putAll(more);
        return new ScriptPolicy(shell, all, limits, controlGroup);
    }

    boolean allowsNone() {
        return !shell && interpreters.isEmpty();
    }

    /** In an order that does not change from one message to the next. */
    NavigableMap<String, Path> sorted() {
        return new TreeMap<>(interpreters);
    }

    private static void check(String name, Path program) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("interpreter \"" + name
                    + "\" is not 1 to 32 of a-z, 0-9, '.', '_' and '-', beginning with a letter");
        }
        if (!Script.isProgram(program)) {
            throw new IllegalArgumentException(
                    "interpreter " + name + ": " + program + " is not the absolute path of a program");
        }
    }
}
