package io.carillon.tasks;

import io.carillon.worker.task.TaskPlugin;
import io.carillon.worker.task.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** The task types in the jars of a directory. A jar that is broken is left out whole, and no other with it. */
public record TaskPlugins(List<Loaded> loaded, List<Refused> refused) {

    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    /** A plugin, and the jar that it came in. */
    public record Loaded(Path jar, String name, String version, List<TaskType> types) {}

    /** A jar that is not used, and why. */
    public record Refused(Path jar, String reason) {}

    /**
     * Loads every jar, in the order of their names.
     *
     * @param taken types that the worker has already
     */
    public static TaskPlugins load(Path directory, Iterable<? extends TaskType> taken) {
        var names = new HashSet<String>();
        taken.forEach(type -> names.add(type.type()));
        var plugins = new TaskPlugins(new ArrayList<>(), new ArrayList<>());
        for (var jar : jars(directory)) {
            plugins.add(jar, names);
        }
        return plugins;
    }

    /** The types of all that were loaded. */
    public List<TaskType> types() {
        return loaded.stream().flatMap(plugin -> plugin.types().stream()).toList();
    }

    private static List<Path> jars(Path directory) {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("plugins in " + directory + " can't be read: " + unreadable, unreadable);
        }
    }

    private void add(Path jar, Set<String> taken) {
        try {
            var found = open(jar, taken);
            loaded.addAll(found);
            found.forEach(plugin -> plugin.types().forEach(type -> taken.add(type.type())));
        } catch (IOException | RuntimeException | ServiceConfigurationError | LinkageError broken) {
            refused.add(new Refused(jar, reason(broken)));
        }
    }

    /** The class loader stays open for as long as the worker lives, unless there is nothing to use in it. */
    @SuppressWarnings("resource")
    private static List<Loaded> open(Path jar, Set<String> taken) throws IOException {
        // A class loader takes anything for a jar, and finds nothing in it.
        new JarFile(jar.toFile()).close();
        var loader = new PluginClassLoader(jar.toUri().toURL(), TaskPlugins.class.getClassLoader());
        try {
            var found = new ArrayList<Loaded>();
            var names = new HashSet<>(taken);
            for (var plugin : ServiceLoader.load(TaskPlugin.class, loader)) {
                found.add(describe(jar, plugin, names));
            }
            if (found.isEmpty()) {
                throw new IllegalArgumentException("it names no " + TaskPlugin.class.getName());
            }
            return found;
        } catch (RuntimeException | ServiceConfigurationError | LinkageError broken) {
            loader.close();
            throw broken;
        }
    }

    private static Loaded describe(Path jar, TaskPlugin plugin, Set<String> names) {
        var types = new ArrayList<TaskType>();
        for (var type : plugin.taskTypes()) {
            var name = type.type();
            if (!TYPE.matcher(name).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" is no name for a task type");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("there is a task type \"" + name + "\" already");
            }
            types.add(new PluginTask(name, type));
        }
        return new Loaded(jar, plugin.name(), plugin.version(), List.copyOf(types));
    }

    private static String reason(Throwable broken) {
        var cause =
                broken instanceof ServiceConfigurationError && broken.getCause() != null ? broken.getCause() : broken;
        return cause instanceof IllegalArgumentException ? String.valueOf(cause.getMessage()) : cause.toString();
    }
}
