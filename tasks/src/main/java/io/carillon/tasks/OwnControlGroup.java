package io.carillon.tasks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where this process is in the kernel's cgroup trees, which may be mounted anywhere. */
final class OwnControlGroup {

    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final String FORM = " - cgroup2 ";
    private static final String FIRST_FORM = " - cgroup ";
    private static final String UNIFIED = "0::/";

    private OwnControlGroup() {}

    static Optional<Path> find() {
        return read().flatMap(own -> locate(own.mounts(), own.groups()));
    }

    /** Where it is in the trees of version 1, by the names of the controllers that each limits with. */
    static Map<String, Path> findFirst() {
        return read().map(own -> locateFirst(own.mounts(), own.groups())).orElse(Map.of());
    }

    private record Own(List<String> mounts, List<String> groups) {}

    private static Optional<Own> read() {
        try {
            var process = Path.of("/proc/self");
            return Optional.of(new Own(
                    Files.readAllLines(process.resolve("mountinfo")), Files.readAllLines(process.resolve("cgroup"))));
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

    static Map<String, Path> locateFirst(List<String> mounts, List<String> groups) {
        var own = new HashMap<String, Path>();
        for (var group : groups) {
            var fields = group.split(":", 3);
            for (var controller : fields[1].split(",", -1)) {
                mounts.stream()
                        .filter(mount -> carries(mount, controller))
                        .findFirst()
                        .map(mount -> within(mount.split(" ", -1), fields[2]))
                        .filter(Files::isDirectory)
                        .ifPresent(directory -> own.put(controller, directory));
            }
        }
        return own;
    }

    private static boolean carries(String mount, String controller) {
        int form = mount.indexOf(FIRST_FORM);
        var options = mount.substring(mount.lastIndexOf(' ') + 1);
        return form >= 0 && List.of(options.split(",", -1)).contains(controller);
    }

    /** A container may see its own group as the root of the tree, under the name that it has outside. */
    private static Path within(String[] mount, String group) {
        var root = Path.of(mount[ROOT]);
        var path = Path.of(group);
        return Path.of(mount[MOUNT_POINT])
                .resolve(
                        path.startsWith(root)
                                ? root.relativize(path).toString()
                                : path.toString().substring(1));
    }
}
