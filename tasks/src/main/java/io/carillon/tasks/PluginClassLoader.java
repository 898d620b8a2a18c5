package io.carillon.tasks;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/** The classes of one plugin. It meets neither those of other plugins nor the libraries of the worker. */
final class PluginClassLoader extends URLClassLoader {

    /** What a plugin and the worker must have in common: with two of a kind they could not talk. */
    private static final List<String> SHARED = List.of("io.carillon.worker.task.", "org.slf4j.");

    private final ClassLoader worker;

    PluginClassLoader(URL jar, ClassLoader worker) {
        super("carillon-plugin", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        this.worker = worker;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            return worker.loadClass(name);
        }
        return super.loadClass(name, resolve);
    }
}
