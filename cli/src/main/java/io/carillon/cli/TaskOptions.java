package io.carillon.cli;

import io.carillon.tasks.BuiltInTasks;
import io.carillon.tasks.EgressPolicy;
import io.carillon.tasks.Network;
import io.carillon.tasks.ScriptLimits;
import io.carillon.tasks.ScriptPolicy;
import io.carillon.tasks.SqlPolicy;
import io.carillon.tasks.TaskPlugins;
import io.carillon.tasks.TaskPolicy;
import io.carillon.worker.task.TaskType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
            names = "--allow-network",
            paramLabel = "CIDR",
            description = "let http tasks call these addresses of private networks or of this machine, such as "
                    + "10.1.0.0/16; may be repeated")
    private List<String> networks = new ArrayList<>();

    @Option(
            names = "--sql-file",
            paramLabel = "FILE",
            description = "run sql tasks, on the databases and as the users that this file names (CARILLON_SQL_FILE)")
    private @Nullable Path sqlFile;

    @Option(
            names = "--plugins-dir",
            paramLabel = "DIR",
            description = "run the task types in the jars of this directory as well (CARILLON_PLUGINS_DIR)")
    private @Nullable Path pluginsDirectory;

    /** The built-in types and those of plugins. Says which plugins there are, and which jars can't be used. */
    List<TaskType> types(Settings settings, Terminal terminal) {
        var types = new ArrayList<>(BuiltInTasks.all(policy(settings)));
        settings.with(Settings.PLUGINS_DIR, pluginsDirectory)
                .path(Settings.PLUGINS_DIR)
                .ifPresent(directory -> {
                    var plugins = TaskPlugins.load(directory, types);
                    plugins.loaded().forEach(plugin -> terminal.out().println(sentence(plugin)));
                    plugins.refused()
                            .forEach(jar -> terminal.err()
                                    .println("plugin " + jar.jar().getFileName() + " is not used: " + jar.reason()));
                    types.addAll(plugins.types());
                });
        return types;
    }

    private static String sentence(TaskPlugins.Loaded plugin) {
        var types = plugin.types().stream().map(TaskType::type).collect(Collectors.joining(", "));
        return "plugin " + plugin.name() + " " + plugin.version() + " from "
                + plugin.jar().getFileName() + ": " + types;
    }

    private TaskPolicy policy(Settings settings) {
        var sql = settings.with(Settings.SQL_FILE, sqlFile).path(Settings.SQL_FILE);
        return TaskPolicy.closed()
                .allowing(new EgressPolicy(
                        allowLoopback,
                        allowPrivate,
                        networks.stream().map(Network::parse).toList()))
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
