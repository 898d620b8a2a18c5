package io.carillon.tasks;

import io.carillon.worker.task.TaskType;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;

/** The task types that run a script. They differ in what reads it, and in nothing else. */
final class ScriptTasks {

    private static final String SHELL = "shell";
    private static final String NAMED = "script";

    /** Interpreters that have a task type of their own name. */
    private static final List<String> WELL_KNOWN = List.of("python", "node");

    private ScriptTasks() {}

    /** All of them. What the policy forbids is there too, and fails with a reason. */
    static List<TaskType> all(ScriptPolicy policy, ScriptRunner runner) {
        var interpreters = policy.sorted();
        return List.of(
                policy.shell() ? shell(runner) : forbidden(SHELL, "--allow-scripts"),
                wellKnown(WELL_KNOWN.getFirst(), interpreters, runner),
                wellKnown(WELL_KNOWN.getLast(), interpreters, runner),
                interpreters.isEmpty() ? forbidden(NAMED, "--interpreter NAME=PATH") : named(interpreters, runner));
    }

    static TaskType shell(ScriptRunner runner) {
        return new CheckedTask<>(SHELL, Script::ofShell, runner::run);
    }

    private static TaskType wellKnown(String name, NavigableMap<String, Path> interpreters, ScriptRunner runner) {
        var program = interpreters.get(name);
        return program == null
                ? forbidden(name, "--interpreter " + name + "=PATH")
                : new CheckedTask<>(name, settings -> new Script(Script.text(settings), program), runner::run);
    }

    private static TaskType named(NavigableMap<String, Path> interpreters, ScriptRunner runner) {
        return new CheckedTask<>(NAMED, settings -> named(settings, interpreters), runner::run);
    }

    private static Script named(Settings settings, NavigableMap<String, Path> interpreters) {
        var program = interpreters.get(settings.requiredText("interpreter"));
        if (program == null) {
            throw new InvalidSettingsException(
                    "interpreter",
                    "is none that this worker allows; there are " + String.join(", ", interpreters.navigableKeySet()));
        }
        return new Script(Script.text(settings), program);
    }

    private static TaskType forbidden(String type, String flag) {
        return new ForbiddenTask(
                type,
                "SCRIPTS_NOT_ALLOWED",
                "this worker runs no " + type + " tasks; whoever starts it can allow them (" + flag + ")");
    }
}
