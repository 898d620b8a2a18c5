package io.carillon.worker.task;

import java.util.Collection;

/**
 * What a jar in a worker's plugins directory brings. The jar names its class, which needs a public constructor without
 * parameters, in {@code META-INF/services/io.carillon.worker.task.TaskPlugin}.
 *
 * <p>Of the worker it sees this package and slf4j; everything else it brings itself, in whatever version.
 */
public interface TaskPlugin {

    /** For people: what is loaded. */
    String name();

    /** For people: which version of it. */
    String version();

    /** Asked for once, when the worker starts. The names of the types are for all jars and built-in types together. */
    Collection<? extends TaskType> taskTypes();
}
