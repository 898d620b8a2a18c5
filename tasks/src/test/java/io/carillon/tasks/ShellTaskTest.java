package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static io.carillon.tasks.TestingRun.perform;
import static io.carillon.tasks.TestingRun.quoted;
import static io.carillon.tasks.TestingRun.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.tasks.TestingRun.Started;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts in real processes. */
@Timeout(120)
class ShellTaskTest {

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration LONG_GRACE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private final TaskType shell = shell(GRACE);

    @Test
    void a_script_succeeds_with_what_it_printed_on_either_stream() throws Exception {
        var result = result(perform(shell, script("echo héllo; echo 😀 >&2")));

        assertThat(result.get("exitCode").intValue()).isZero();
        assertThat(result.get("output").stringValue()).isEqualTo("héllo\n😀\n");
    }

    @Test
    void what_a_script_prints_is_said_line_by_line_in_the_log_of_its_run() throws Exception {
        var run = TestingRun.run();

        shell.run(script("echo one; echo two >&2; printf three; exit 3"), run);

        assertThat(run.said()).containsExactly("output: one", "output: two", "output: three");
    }

    @Test
    void a_script_that_exits_with_another_code_has_failed() throws Exception {
        var failed = failure(shell, script("echo before; exit 3"));

        assertThat(failed.code()).isEqualTo("EXIT_CODE");
        assertThat(failed.message()).isEqualTo("exit code 3");
        assertThat(failed.detail()).isEqualTo("before\n");
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void a_script_that_is_killed_has_failed() throws Exception {
        assertThat(failure(shell, script("kill -KILL $$")).message()).isEqualTo("exit code 137");
    }

    @Test
    void a_script_finds_the_documented_variables_and_no_others() throws Exception {
        var task = ScriptTasks.shell(new ScriptRunner(setsid(), "/usr/bin:/bin", GRACE, Containment.NONE));
        var settings = script("tr '\\0' '\\n' < /proc/$$/environ");

        var outcome = task.run(settings, TestingRun.of("{\"name\":\"$(touch /tmp/x) '; `\\\"\"}"));

        assertThat(result(outcome).get("output").stringValue().lines())
                .containsExactlyInAnyOrder(
                        "PATH=/usr/bin:/bin",
                        "CARILLON_RUN_ID=0abcdefghjkmn",
                        "CARILLON_JOB=nightly",
                        "CARILLON_NAMESPACE=default",
                        "CARILLON_ATTEMPT=2",
                        "CARILLON_EPOCH=7",
                        "CARILLON_SCHEDULED_AT=2027-01-15T08:00:00Z",
                        "CARILLON_SHARD_INDEX=2",
                        "CARILLON_SHARD_TOTAL=5",
                        "CARILLON_PARAMS={\"name\":\"$(touch /tmp/x) '; `\\\"\"}");
    }

    @Test
    void a_script_has_a_directory_of_its_own_that_goes_with_it() throws Exception {
        var outcome = perform(shell, script("pwd; stat -c %a . script; mkdir -p a/b; echo x > a/b/c; ln -s / root"));

        var lines = result(outcome).get("output").stringValue().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.subList(1, 3)).containsExactly("700", "600");
        assertThat(Path.of(lines.getFirst())).doesNotExist();
        assertThat(Path.of("/bin/sh")).exists();
    }

    @Test
    void a_script_has_nothing_to_read() throws Exception {
        assertThat(result(perform(shell, script("cat; echo done")))
                        .get("output")
                        .stringValue())
                .isEqualTo("done\n");
    }

    @Test
    void any_interpreter_can_read_the_script() throws Exception {
        var settings = "{\"script\":\"BEGIN { print 6 * 7 }\",\"shell\":" + quoted(awkThatReadsAFile()) + "}";

        assertThat(result(perform(shell, settings)).get("output").stringValue()).isEqualTo("42\n");
    }

    @Test
    void of_a_gigabyte_of_output_the_beginning_and_the_end_are_kept() throws Exception {
        var outcome = perform(shell, script("yes | head -c 1000000000; echo; echo the end"));

        var output = result(outcome).get("output").stringValue();
        assertThat(output).startsWith("y\ny\n").endsWith("\nthe end\n").contains("bytes left out");
        assertThat(output.getBytes(UTF_8)).hasSizeLessThan(66 << 10);
    }

    @Test
    void a_stop_reaches_everything_that_the_script_started() throws Exception {
        var started = Started.of(shell(LONG_GRACE), script("sleep 3001 & (sleep 3002; true) & %s; sleep 3003"));
        var pids = pids(started, 3);

        started.interrupt();

        assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
        assertThat(pids).allSatisfy(ShellTaskTest::isGone);
    }

    @Test
    void who_does_not_listen_is_killed_after_the_grace() throws Exception {
        var script = "trap '' TERM; (trap '' TERM; while :; do sleep 3011; done) & %s; while :; do sleep 3012; done";
        var started = Started.of(shell, script(script));
        var pids = pids(started, 3);

        started.interrupt();

        assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
        assertThat(pids).allSatisfy(ShellTaskTest::isGone);
    }

    @Test
    void who_left_the_group_is_killed_too() throws Exception {
        var started = Started.of(shell(LONG_GRACE), script("setsid sh -c 'sleep 3021; true' & %s; sleep 3022"));
        var pids = pids(started, 3);

        started.interrupt();

        assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
        assertThat(pids).allSatisfy(ShellTaskTest::isGone);
    }

    @Test
    void a_second_stop_does_not_wait_for_the_grace() throws Exception {
        var started = Started.of(shell(LONG_GRACE), script("trap '' TERM; %s; while :; do sleep 3031; done"));
        var pids = pids(started, 1);

        started.interrupt();
        while (!started.outcome().isDone()) {
            started.interrupt();
            started.thread().join(Duration.ofMillis(100));
        }

        assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
        assertThat(pids).allSatisfy(ShellTaskTest::isGone);
    }

    @Test
    void without_setsid_children_are_traced_by_parentage() throws Exception {
        var task = ScriptTasks.shell(new ScriptRunner(Optional.empty(), "/usr/bin:/bin", LONG_GRACE, Containment.NONE));
        var started = Started.of(task, script("sleep 3041 & %s; sleep 3042"));
        var pids = pids(started, 2);

        started.interrupt();

        assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
        assertThat(pids).allSatisfy(ShellTaskTest::isGone);
    }

    @Test
    void what_a_finished_script_left_running_ends_with_it() throws Exception {
        var outcome = perform(shell, script("sleep 3051 & echo $!"));

        var left = result(outcome).get("output").stringValue().strip();
        assertThat(ProcessHandle.of(Long.parseLong(left)).map(ProcessHandle::onExit))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        leaving -> leaving.orElseThrow().get(TestingRun.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void who_got_away_with_the_output_does_not_hold_up_the_result() throws Exception {
        var pidFile = directory.resolve("pid");
        var script = "(setsid sh -c 'echo $$ > " + pidFile + "; exec sleep 3061' &) ; " + "while ! [ -s " + pidFile
                + " ]; do sleep 0.01; done; echo done";

        var outcome = perform(shell, "{\"script\":" + quoted(script) + "}");

        assertThat(result(outcome).get("output").stringValue()).isEqualTo("done\n");
        ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void params_that_fit_in_no_variable_are_refused() throws Exception {
        var outcome = shell.run(script("true"), TestingRun.of("\"" + "x".repeat(130_000) + "\""));

        assertThat(outcome).isInstanceOfSatisfying(TaskOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("INVALID_PARAMS");
            assertThat(failed.retryable()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; script",
                "{'script':''}; script",
                "{'script':['a']}; script",
                "{'script':'true','shell':'sh'}; shell",
                "{'script':'true','shell':'/no/such/shell'}; shell",
                "{'script':'true','shell':'/etc/passwd'}; shell",
                "{'script':'true','shell':'/tmp'}; shell",
                "{'script':'true','shell':'/bin/sh -c'}; shell",
                "{'script':'true','env':{}}; env"
            })
    void a_setting_that_cannot_be_used_is_named(String settings, String field) throws Exception {
        var failed = failure(shell, settings.replace('\'', '"'));

        assertThat(failed.code()).isEqualTo("INVALID_SETTINGS");
        assertThat(failed.message()).startsWith(field + ": ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void a_script_may_be_of_any_length(int comments) throws Exception {
        var settings = "{\"script\":" + quoted("# a comment\n".repeat(comments) + "echo ran") + "}";

        assertThat(result(perform(shell, settings)).get("output").stringValue()).isEqualTo("ran\n");
    }

    private static TaskType shell(Duration grace) {
        return ScriptTasks.shell(new ScriptRunner(setsid(), "/usr/bin:/bin", grace, Containment.NONE));
    }

    private static Optional<Path> setsid() {
        return Optional.of(Path.of("/usr/bin/setsid"));
    }

    /** The settings of a script in which {@code %s} is where it says which process it is, in a pipe that the test reads. */
    private String script(String script) {
        return "{\"script\":" + quoted(script.contains("%s") ? script.replace("%s", "echo $$ > " + fifo()) : script)
                + "}";
    }

    private String fifo() {
        var fifo = directory.resolve("fifo");
        try {
            if (!Files.exists(fifo)
                    && new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() != 0) {
                throw new AssertionError("no fifo could be made");
            }
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
        return fifo.toString();
    }

    /** Waits until the script has said which process it is and has so many below it; answers with all of them. */
    private List<ProcessHandle> pids(Started started, int descendants) throws IOException {
        String pid;
        try (var reader = Files.newBufferedReader(Path.of(fifo()))) {
            pid = reader.readLine();
        }
        var script = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        var all = List.of(script);
        while (all.size() < descendants + 1 && !started.outcome().isDone()) {
            all = Stream.concat(Stream.of(script), script.descendants()).toList();
            Thread.onSpinWait();
        }
        return all;
    }

    private static void isGone(ProcessHandle process) throws Exception {
        process.onExit().get(TestingRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private String awkThatReadsAFile() throws IOException {
        var program = directory.resolve("awk");
        Files.writeString(program, "#!/bin/sh\nexec awk -f \"$1\"\n");
        program.toFile().setExecutable(true);
        return program.toString();
    }
}
