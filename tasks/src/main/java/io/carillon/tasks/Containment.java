package io.carillon.tasks;

import io.carillon.tasks.ControlGroup.Place;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What holds the processes of a script together and back, on this machine.
 *
 * @param places where control groups can be made, and with which limits; empty if nowhere
 * @param wanted the limits that the operator asked for
 * @param missing why these limits are not kept, or why there are no groups; empty if all is well
 */
record Containment(List<Place> places, ScriptLimits wanted, String missing) {

    static final Containment NONE = none("", ScriptLimits.NONE);

    private static final Logger LOG = LoggerFactory.getLogger(Containment.class);

    private static final int PATIENCE_SECONDS = 10;

    static Containment none(String reason, ScriptLimits wanted) {
        return new Containment(List.of(), wanted, reason);
    }

    /** Tries it out, as what a kernel, a container or a service manager permits shows in nothing else. */
    static Containment tryIn(Path directory, ScriptLimits limits) {
        var failure = failure(directory, limits);
        if (failure.isEmpty()) {
            return new Containment(List.of(unified(directory, limits)), limits, "");
        }
        boolean holdsTogether =
                !limits.isNone() && failure(directory, ScriptLimits.NONE).isEmpty();
        return new Containment(
                holdsTogether ? List.of(unified(directory, ScriptLimits.NONE)) : List.of(), limits, failure.get());
    }

    /** Tries the directory that the operator named, or else the one that this process is in. */
    static Containment of(ScriptPolicy policy) {
        var directory = policy.controlGroup().or(OwnControlGroup::find);
        var unified = directory
                .map(parent -> tryIn(parent, policy.limits()))
                .orElseGet(() -> none("this machine has no cgroup v2 that can be seen from here", policy.limits()));
        var containment =
                unified.limitsNotKept().isPresent() ? unified.withFirstVersion(OwnControlGroup.findFirst()) : unified;
        containment.limitsNotKept().ifPresent(reason -> LOG.warn("script-limits=not-kept reason=\"{}\"", reason));
        if (containment.places().isEmpty()) {
            LOG.info("control-groups=none reason=\"{}\"", containment.missing());
        }
        return containment;
    }

    /** The same, with limits by version 1 where its trees have them and this process may use them. */
    Containment withFirstVersion(Map<String, Path> own) {
        var files = wanted.filesOfFirstVersion();
        if (!own.keySet().containsAll(files.keySet())) {
            return this;
        }
        var all = new ArrayList<>(places);
        files.forEach((controller, values) -> all.add(new Place(Objects.requireNonNull(own.get(controller)), values)));
        var failure = failure(all);
        return failure.isEmpty()
                ? new Containment(all, wanted, "")
                : new Containment(places, wanted, missing + "; with version 1 of cgroups, " + failure.get());
    }

    Optional<ControlGroup> open() throws IOException {
        return places.isEmpty() ? Optional.empty() : Optional.of(ControlGroup.create(places));
    }

    /** Why scripts run without the limits that were asked for; empty if they run with them. */
    Optional<String> limitsNotKept() {
        return wanted.isNone() || missing.isEmpty() ? Optional.empty() : Optional.of(missing);
    }

    private static Place unified(Path directory, ScriptLimits limits) {
        var files = new LinkedHashMap<String, String>();
        limits.files().values().forEach(files::putAll);
        return new Place(directory, files);
    }

    /** Why it does not work; empty if it does. */
    private static Optional<String> failure(Path directory, ScriptLimits limits) {
        try {
            var refusal = enable(directory, limits.files().keySet());
            return refusal.isPresent() ? refusal : failure(List.of(unified(directory, limits)));
        } catch (IOException refused) {
            return Optional.of("no control group can be made in " + directory + ": " + refused);
        }
    }

    private static Optional<String> failure(List<Place> places) {
        try {
            var group = ControlGroup.create(places);
            try {
                return enter(group);
            } finally {
                group.remove();
            }
        } catch (IOException refused) {
            return Optional.of("no control group can be made in "
                    + places.stream().map(place -> place.parent().toString()).collect(Collectors.joining(", ")) + ": "
                    + refused);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.of("the worker was stopped meanwhile");
        }
    }

    private static Optional<String> enable(Path directory, Set<String> controllers) throws IOException {
        var absent = new TreeSet<>(controllers);
        absent.removeAll(words(directory.resolve("cgroup.controllers")));
        if (!absent.isEmpty()) {
            return Optional.of(directory + " does not have: " + String.join(", ", absent));
        }
        var control = directory.resolve("cgroup.subtree_control");
        var off = new TreeSet<>(controllers);
        off.removeAll(words(control));
        for (var controller : off) {
            try {
                Files.writeString(control, "+" + controller, StandardOpenOption.WRITE);
            } catch (IOException refused) {
                return Optional.of(controller + " cannot be turned on in " + directory
                        + ", which must be the worker's to change and hold no process itself: " + refused.getMessage());
            }
        }
        return Optional.empty();
    }

    /** A process goes in, says so, and is ended with the group: all that a script needs. */
    private static Optional<String> enter(ControlGroup group) throws IOException, InterruptedException {
        var process = new ProcessBuilder(group.entering(List.of("/bin/sh", "-c", "echo entered; exec cat")))
                .redirectError(Redirect.DISCARD)
                .start();
        try (var output = process.inputReader()) {
            if (!"entered".equals(output.readLine()) || !group.members().contains(process.toHandle())) {
                return Optional.of("no process can be moved into " + group.directories());
            }
            group.kill();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    ? Optional.empty()
                    : Optional.of("the kernel does not end the processes of " + group.directories());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Set<String> words(Path file) throws IOException {
        return new TreeSet<>(List.of(Files.readString(file).strip().split("\\s+")));
    }
}
