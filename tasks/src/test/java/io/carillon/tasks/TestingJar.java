package io.carillon.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Jars that a test makes of source code, as somebody who writes a plugin does. */
record TestingJar(Path directory) {

    private static final String SERVICE = "META-INF/services/io.carillon.worker.task.TaskPlugin";

    /** A jar with the class {@code own.Plugin}, which it names as its plugin. */
    Path plugin(String name, String source) throws IOException {
        return jar(name, source, "own.Plugin");
    }

    Path jar(String name, String source, String provider) throws IOException {
        var classes = compile(Files.createTempDirectory(directory, name), source);
        var jar = directory.resolve(name + ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                entry(out, classes.relativize(file).toString(), Files.readAllBytes(file));
            }
            if (!provider.isEmpty()) {
                entry(out, SERVICE, provider.getBytes(UTF_8));
            }
        }
        return jar;
    }

    private static Path compile(Path place, String source) throws IOException {
        var file = Files.writeString(place.resolve("Plugin.java"), source);
        var classes = Files.createDirectory(place.resolve("classes"));
        var options = List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, UTF_8)) {
            if (!compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(file))
                    .call()) {
                throw new AssertionError("the plugin does not compile");
            }
        }
        return classes;
    }

    private static void entry(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }
}
