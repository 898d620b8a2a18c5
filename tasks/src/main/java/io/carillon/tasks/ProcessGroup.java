package io.carillon.tasks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all that it started. The group is what the kernel signals as one, however fast its members multiply; those who
 * left the group are ended one by one, as far as they can still be traced to it. A control group, where there is one, nobody
 * leaves.
 */
final class ProcessGroup {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);

    private static final int GROUP_FIELD = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Process leader;
    private final boolean grouped;
    private final Optional<ControlGroup> control;
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    /** {@code grouped} if the process leads a group of its own, whose number is then its own. */
    ProcessGroup(Process leader, boolean grouped, Optional<ControlGroup> control) {
        this.leader = leader;
        this.grouped = grouped;
        this.control = control;
    }

    /** Asks everyone to end, and waits for that at most as long as given, or until interrupted. */
    void terminate(Duration grace) {
        remember();
        boolean signalled = grouped && signal("TERM");
        known.stream().filter(process -> !signalled || hasLeft(process)).forEach(ProcessHandle::destroy);
        awaitEnd(grace);
    }

    /** Ends everyone who is left, and answers when they are gone. */
    void kill() {
        remember();
        if (grouped) {
            signal("KILL");
        }
        control.ifPresent(ProcessGroup::killMembers);
        known.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(PATIENCE);
    }

    private void awaitEnd(Duration limit) {
        var ends = known.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException | ExecutionException impatient) {
            // Whoever is still there is not waited for any longer.
            remember();
        }
    }

    private void remember() {
        known.add(leader.toHandle());
        leader.toHandle().descendants().forEach(known::add);
        control.ifPresent(group -> known.addAll(group.members()));
    }

    private static void killMembers(ControlGroup group) {
        try {
            group.kill();
        } catch (IOException refused) {
            LOG.warn("control-group={} could not be killed", group.directories(), refused);
        }
    }

    /** Whether a process is in another group by now. Where that cannot be told it is taken to have stayed. */
    private boolean hasLeft(ProcessHandle process) {
        try {
            var status = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            // The name in parentheses may hold anything; state, parent and group come after it.
            var fields = status.substring(status.lastIndexOf(')') + 1).strip().split(" ", -1);
            return Long.parseLong(fields[GROUP_FIELD]) != leader.pid();
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }

    /** Java can signal a process but not a group; the shell can. */
    private boolean signal(String name) {
        try {
            var kill = new ProcessBuilder(
                            "/bin/sh", "-c", "kill -s \"$0\" -- \"-$1\"", name, String.valueOf(leader.pid()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && kill.exitValue() == 0;
        } catch (IOException noProcess) {
            // The machine may be out of processes: the very moment at which those of the script have to go, one by one
            // then.
            return false;
        } catch (InterruptedException impatient) {
            return true;
        }
    }
}
