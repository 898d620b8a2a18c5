package io.carillon.cli;

import io.carillon.tasks.EgressPolicy;
import io.carillon.tasks.ScriptLimits;
import io.carillon.tasks.ScriptPolicy;
import io.carillon.tasks.SqlPolicy;
import io.carillon.tasks.TaskPolicy;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--script-memory", paramLabel = "SIZE", description = "for each script, such as 512m or 2g")
    private @Nullable String memory;

    @Option(names = "--script-cpus", paramLabel = "N", description = "processors for each script, such as 1.5")
    private @Nullable BigDecimal cpus;

    @Option(names = "--script-processes", paramLabel = "N", description = "processes and threads of each script")
    private @Nullable Long processes;

    @Option(
            names = "--script-cgroup",
            paramLabel = "DIR",
            description = "the cgroup v2 directory in which the worker may make groups; usual: the one it is in")
    private @Nullable Path controlGroup;

    @Option(names = "--allow-loopback", description = "let http tasks call this machine itself")
    private boolean allowLoopback;

    @Option(names = "--allow-private", description = "let http tasks call private networks")
    private boolean allowPrivate;

    @Option(
            names = "--sql-file",
            paramLabel = "FILE",
            description = "run sql tasks, on the databases and as the users that this file names (CARILLON_SQL_FILE)")
    private @Nullable Path sqlFile;

    TaskPolicy policy(Settings settings) {
        var sql = settings.with(Settings.SQL_FILE, sqlFile).path(Settings.SQL_FILE);
        return TaskPolicy.closed()
                .allowing(new EgressPolicy(allowLoopback, allowPrivate))
                .allowing(scripts())
                .allowing(sql.map(SqlPolicy::read).orElse(SqlPolicy.NONE));
    }

    private ScriptPolicy scripts() {
        return new ScriptPolicy(
                allowScripts,
                interpreters,
                ScriptLimits.of(memory, cpus, processes),
                Optional.ofNullable(controlGroup));
    }
}
