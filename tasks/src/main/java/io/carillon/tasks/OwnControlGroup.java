package io.carillon.tasks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where this process is in the kernel's cgroup v2 tree, which may be mounted anywhere. */
final class OwnControlGroup {

    private static final int MOUNT_POINT = 4;
    private static final String FORM = " - cgroup2 ";
    private static final String UNIFIED = "0::/";

    private OwnControlGroup() {}

    static Optional<Path> find() {
        try {
            var process = Path.of("/proc/self");
            return locate(
                    Files.readAllLines(process.resolve("mountinfo")), Files.readAllLines(process.resolve("cgroup")));
        } catch (IOException noSuchKernel) {
            return Optional.empty();
        }
    }

    /** A directory that is not visible from here, as some containers have it, counts as none. */
    static Optional<Path> locate(List<String> mounts, List<String> groups) {
        var mount = mounts.stream()
                .filter(line -> line.contains(FORM))
                .map(line -> Path.of(line.split(" ", -1)[MOUNT_POINT]))
                .findFirst();
        var own = groups.stream()
                .filter(line -> line.startsWith(UNIFIED))
                .map(line -> line.substring(UNIFIED.length()))
                .findFirst();
        return mount.flatMap(root -> own.map(root::resolve)).filter(Files::isDirectory);
    }
}
