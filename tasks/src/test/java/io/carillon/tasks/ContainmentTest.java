package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static io.carillon.tasks.TestingRun.perform;
import static io.carillon.tasks.TestingRun.quoted;
import static io.carillon.tasks.TestingRun.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.tasks.TestingRun.Started;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts in real control groups, on machines that let this process make them; skipped with the reason elsewhere. */
@Timeout(120)
class ContainmentTest {

    private static final Duration GRACE = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    @Test
    void a_daemon_that_detached_itself_twice_ends_with_its_script() throws Exception {
        var pidFile = directory.resolve("pid");
        var task = task(usable(ScriptLimits.NONE));

        perform(task, script(daemon(pidFile) + "echo done"));

        assertThat(pidOf(pidFile)).satisfies(ContainmentTest::isGone);
    }

    @Test
    void a_stop_reaches_a_daemon_that_detached_itself_twice() throws Exception {
        var pidFile = directory.resolve("pid");
        var ready = directory.resolve("ready");
        assertThat(new ProcessBuilder("mkfifo", ready.toString()).start().waitFor())
                .isZero();
        var started = Started.of(
                task(usable(ScriptLimits.NONE)), script(daemon(pidFile) + "echo > " + ready + "; sleep 3082"));
        Files.readString(ready);

        started.interrupt();

        assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
        assertThat(pidOf(pidFile)).satisfies(ContainmentTest::isGone);
    }

    @Test
    void a_script_runs_in_a_group_of_its_own_that_goes_with_it() throws Exception {
        var containment = usable(ScriptLimits.NONE);

        var outcome = perform(task(containment), script("sed -n 's/^0:://p' /proc/self/cgroup"));

        var group = Path.of(result(outcome).get("output").stringValue().strip()).getFileName();
        assertThat(group.toString()).startsWith("carillon-");
        assertThat(containment.places().getFirst().parent().resolve(group)).doesNotExist();
    }

    @Test
    void a_fork_bomb_stays_within_its_process_limit() throws Exception {
        var task = task(usable(ScriptLimits.of(null, null, 20L)));

        var failed = failure(task, script("bomb() { bomb | bomb & bomb; }; bomb; exit 3"));

        assertThat(failed.message()).contains("its process limit was reached");
        assertThat(result(perform(task, script("echo alive"))).get("output").stringValue())
                .isEqualTo("alive\n");
    }

    @Test
    void a_memory_hog_is_killed_and_the_run_says_why() throws Exception {
        var task = task(usable(ScriptLimits.of("32m", null, null)));

        var failed = failure(task, script("head -c 500000000 /dev/zero | tail -c 400000000 > /dev/null; exit 1"));

        assertThat(failed.message()).contains("its memory limit was reached");
    }

    @Test
    void a_script_that_says_all_is_well_after_it_lost_a_process_for_want_of_memory_has_failed() throws Exception {
        var task = task(usable(ScriptLimits.of("32m", null, null)));

        var failed = failure(task, script("head -c 500000000 /dev/zero | tail -c 400000000 > /dev/null; exit 0"));

        assertThat(failed.message()).contains("its memory limit was reached");
    }

    @Test
    void limits_reach_the_kernel() throws Exception {
        var limits = ScriptLimits.of("64m", new BigDecimal("0.5"), 30L);
        var containment = usable(limits);
        assumeTrue(containment.places().size() == 1, "the limits are kept by version 1 here");
        var script = "cd " + containment.places().getFirst().parent()
                + "/$(basename $(sed -n 's/^0:://p' /proc/self/cgroup)); "
                + "cat memory.max memory.oom.group cpu.max pids.max";

        var outcome = perform(task(containment), script(script));

        assertThat(result(outcome).get("output").stringValue()).isEqualTo("67108864\n1\n50000 100000\n30\n");
    }

    @Test
    void limits_reach_a_kernel_that_has_them_in_trees_of_their_own() throws Exception {
        var limits = ScriptLimits.of("64m", new BigDecimal("0.5"), 30L);
        var own = OwnControlGroup.findFirst();
        assumeTrue(own.keySet().containsAll(limits.filesOfFirstVersion().keySet()), "no trees of version 1");
        var containment = Containment.none("nothing else", limits).withFirstVersion(own);
        assumeTrue(containment.missing().isEmpty(), containment.missing());

        var outcome = perform(
                task(containment),
                script(shown(own, "memory", "memory.limit_in_bytes")
                        + shown(own, "cpu", "cpu.cfs_quota_us")
                        + shown(own, "pids", "pids.max")));

        assertThat(result(outcome).get("output").stringValue()).isEqualTo("67108864\n50000\n30\n");
    }

    /** Shows a file of the group that the script is in. */
    private static String shown(Map<String, Path> own, String controller, String file) {
        return "cat " + own.get(controller) + "/$(basename $(grep -E '^[0-9]+:[a-z,]*" + controller
                + "(,[a-z]*)?:' /proc/self/cgroup))/" + file + "; ";
    }

    @Test
    void without_version_2_everything_still_ends_with_its_script() throws Exception {
        var own = OwnControlGroup.findFirst();
        assumeTrue(own.containsKey("pids"), "no tree of version 1");
        var containment = Containment.none("nothing else", ScriptLimits.of(null, null, 30L))
                .withFirstVersion(own);
        assumeTrue(containment.missing().isEmpty(), containment.missing());
        var pidFile = directory.resolve("pid");

        perform(task(containment), script(daemon(pidFile) + "echo done"));

        assertThat(pidOf(pidFile)).satisfies(ContainmentTest::isGone);
    }

    @Test
    void limits_that_cannot_be_kept_are_said_in_the_result() throws Exception {
        var containment = Containment.tryIn(directory, ScriptLimits.of("64m", null, null));

        var outcome = perform(task(containment), script("echo ran"));

        assertThat(containment.places()).isEmpty();
        assertThat(result(outcome).get("output").stringValue()).isEqualTo("ran\n");
        assertThat(result(outcome).get("limitsNotKept").stringValue()).contains(directory.toString());
    }

    @Test
    void without_limits_nothing_is_said_of_them() throws Exception {
        var containment = Containment.tryIn(directory.resolve("no-such"), ScriptLimits.NONE);

        assertThat(containment.missing()).isNotEmpty();
        assertThat(result(perform(task(containment), script("true"))).has("limitsNotKept"))
                .isFalse();
    }

    @Test
    void a_controller_that_is_not_there_is_named() throws IOException {
        Files.writeString(directory.resolve("cgroup.controllers"), "cpu io\n");
        Files.writeString(directory.resolve("cgroup.subtree_control"), "cpu\n");

        var containment = Containment.tryIn(directory, ScriptLimits.of("64m", BigDecimal.ONE, 9L));

        assertThat(containment.limitsNotKept()).hasValue(directory + " does not have: memory, pids");
    }

    @Test
    void what_a_limit_did_is_read_from_the_events() throws IOException {
        var group = new ControlGroup(List.of(directory));
        assertThat(group.limitsMet()).isEmpty();

        Files.writeString(directory.resolve("memory.events"), "low 0\nmax 9\noom 1\noom_kill 2\n");
        Files.writeString(directory.resolve("pids.events"), "max 0\n");

        assertThat(group.limitsMet()).isEqualTo("its memory limit was reached");
        Files.writeString(directory.resolve("pids.events"), "max 3\n");
        assertThat(group.limitsMet()).isEqualTo("its memory limit was reached, its process limit was reached");
    }

    @Test
    void what_a_limit_of_the_first_version_did_is_read_too() throws IOException {
        var other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");

        assertThat(new ControlGroup(List.of(directory, other)).limitsMet()).isEqualTo("its memory limit was reached");
        assertThat(new ControlGroup(List.of(directory)).isMemoryMet()).isFalse();
    }

    @Test
    void the_group_of_this_process_is_found_wherever_the_tree_is_mounted() throws IOException {
        Files.createDirectories(directory.resolve("user.slice/a"));
        var mounts = List.of(
                "30 1 0:1 / /proc rw - proc proc rw",
                "41 31 0:38 / " + directory + " rw,relatime - cgroup2 cgroup2 rw");

        assertThat(OwnControlGroup.locate(mounts, List.of("4:memory:/x", "0::/user.slice/a")))
                .hasValue(directory.resolve("user.slice/a"));
        assertThat(OwnControlGroup.locate(mounts, List.of("0::/../hidden"))).isEmpty();
        assertThat(OwnControlGroup.locate(List.of(), List.of("0::/"))).isEmpty();
    }

    @Test
    void the_groups_of_this_process_are_found_in_the_trees_of_the_first_version() throws IOException {
        Files.createDirectories(directory.resolve("memory/job"));
        Files.createDirectories(directory.resolve("cpu/job"));
        var mounts = List.of(
                "41 31 0:38 / " + directory + " rw,relatime - cgroup2 cgroup2 rw",
                "33 31 0:30 /outside " + directory.resolve("memory") + " rw - cgroup cgroup rw,memory",
                "34 31 0:31 / " + directory.resolve("cpu") + " rw - cgroup cgroup rw,cpu,cpuacct");
        var groups = List.of("0::/", "3:memory:/outside/job", "2:cpu,cpuacct:/job", "1:pids:/gone");

        assertThat(OwnControlGroup.locateFirst(mounts, groups))
                .isEqualTo(Map.of(
                        "memory", directory.resolve("memory/job"),
                        "cpu", directory.resolve("cpu/job"),
                        "cpuacct", directory.resolve("cpu/job")));
    }

    private static Containment usable(ScriptLimits limits) {
        var own = OwnControlGroup.find();
        assumeTrue(own.isPresent(), "no cgroup v2 is mounted");
        var unified = Containment.tryIn(own.get(), limits);
        var containment = unified.missing().isEmpty() ? unified : unified.withFirstVersion(OwnControlGroup.findFirst());
        assumeTrue(containment.missing().isEmpty(), containment.missing());
        return containment;
    }

    private static TaskType task(Containment containment) {
        var setsid = Optional.of(Path.of("/usr/bin/setsid"));
        return ScriptTasks.shell(new ScriptRunner(setsid, "/usr/bin:/bin", GRACE, containment));
    }

    /** Starts a process that neither group nor parentage leads to, and goes on when it is there. */
    private static String daemon(Path pidFile) {
        return "(setsid sh -c '(setsid sh -c \"echo \\$\\$ > " + pidFile + "; exec sleep 3081\" > /dev/null 2>&1 &)'); "
                + "while ! [ -s " + pidFile + " ]; do sleep 0.01; done; ";
    }

    private static Optional<ProcessHandle> pidOf(Path pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
    }

    private static void isGone(Optional<ProcessHandle> process) throws Exception {
        if (process.isPresent()) {
            process.get().onExit().get(TestingRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String script(String text) {
        return "{\"script\":" + quoted(text) + "}";
    }
}
