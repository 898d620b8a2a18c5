package io.carillon.cli;

import io.carillon.tasks.EgressPolicy;
import io.carillon.tasks.ScriptPolicy;
import io.carillon.tasks.TaskPolicy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the tasks of a worker may do. Nothing of it unless whoever starts the worker says so. */
final class TaskOptions {

    @Option(
            names = "--allow-scripts",
            description = "run shell tasks: whoever may edit a job of this app then runs anything as this user")
    private boolean allowScripts;

    @Option(
            names = "--interpreter",
            paramLabel = "NAME=PATH",
            description = "run scripts that this program reads, as tasks of type python, node or script; the same "
                    + "warning; may be repeated")
    private Map<String, Path> interpreters = new LinkedHashMap<>();

    @Option(names = "--allow-loopback", description = "let http tasks call this machine itself")
    private boolean allowLoopback;

    @Option(names = "--allow-private", description = "let http tasks call private networks")
    private boolean allowPrivate;

    TaskPolicy policy() {
        return TaskPolicy.closed()
                .allowing(new EgressPolicy(allowLoopback, allowPrivate))
                .allowing(new ScriptPolicy(allowScripts, interpreters));
    }
}
