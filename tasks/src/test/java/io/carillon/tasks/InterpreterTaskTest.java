package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static io.carillon.tasks.TestingRun.perform;
import static io.carillon.tasks.TestingRun.quoted;
import static io.carillon.tasks.TestingRun.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.tasks.TestingRun.Started;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that something other than a shell reads, in real processes. */
@Timeout(120)
class InterpreterTaskTest {

    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path NODE = Path.of("/usr/bin/node");

    @TempDir
    private Path directory;

    @Test
    void python_reads_the_script_and_finds_the_params_in_the_environment() throws Exception {
        var task = installed("python", PYTHON);
        var script = "import json, os\nprint(json.loads(os.environ['CARILLON_PARAMS'])['batch'] * 2)";

        var outcome = task.run(script(script), TestingRun.of("{\"batch\":21}"));

        assertThat(result(outcome).get("output").stringValue()).isEqualTo("42\n");
    }

    @Test
    void an_exception_in_python_fails_the_run_with_its_trace() throws Exception {
        var failed = failure(installed("python", PYTHON), script("raise ValueError('no batch')"));

        assertThat(failed.message()).isEqualTo("exit code 1");
        assertThat(failed.detail()).contains("ValueError: no batch");
    }

    @Test
    void node_reads_the_script() throws Exception {
        var outcome = perform(installed("node", NODE), script("console.log(JSON.parse('[1,2]').length)"));

        assertThat(result(outcome).get("output").stringValue()).isEqualTo("2\n");
    }

    @Test
    void a_stop_ends_what_python_started() throws Exception {
        var pids = directory.resolve("pids");
        if (new ProcessBuilder("mkfifo", pids.toString()).start().waitFor() != 0) {
            throw new AssertionError("no fifo could be made");
        }
        var started = Started.of(
                installed("python", PYTHON),
                script("import subprocess\nchild = subprocess.Popen(['sleep', '3071'])\nopen('" + pids
                        + "', 'w').write(str(child.pid) + '\\n')\nchild.wait()"));
        var child = child(pids);

        started.interrupt();

        assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
        child.onExit().get(TestingRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void any_interpreter_that_is_allowed_is_called_by_its_name() throws Exception {
        var task = task("script", Map.of("sh", Path.of("/bin/sh")));

        var outcome = perform(task, "{\"interpreter\":\"sh\",\"script\":\"echo $0\"}");

        assertThat(result(outcome).get("output").stringValue()).endsWith("/script\n");
    }

    @Test
    void an_interpreter_that_is_not_allowed_is_refused_with_those_that_are() throws Exception {
        var task = task("script", Map.of("sh", Path.of("/bin/sh"), "env", Path.of("/usr/bin/env")));

        var failed = failure(task, "{\"interpreter\":\"/bin/sh\",\"script\":\"true\"}");

        assertThat(failed.code()).isEqualTo("INVALID_SETTINGS");
        assertThat(failed.message()).isEqualTo("interpreter: is none that this worker allows; there are env, sh");
    }

    @Test
    void a_job_cannot_name_a_program_of_its_own() throws Exception {
        var task = task("python", Map.of("python", Path.of("/bin/sh")));

        assertThat(failure(task, "{\"script\":\"true\",\"shell\":\"/bin/sh\"}").message())
                .startsWith("shell: is not a setting");
        assertThat(failure(task, "{\"script\":\"true\",\"interpreter\":\"sh\"}").message())
                .startsWith("interpreter: is not a setting");
    }

    @Test
    void an_interpreter_that_is_no_program_is_refused_before_any_job_meets_it() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScriptPolicy.NONE.allowing(Map.of("python", Path.of("/no/such/python"))))
                .withMessageContaining("/no/such/python");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScriptPolicy.NONE.allowing(Map.of("python", Path.of("python3"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScriptPolicy.NONE.allowing(Map.of("Py thon", Path.of("/bin/sh"))));
    }

    private static ProcessHandle child(Path pids) throws IOException {
        try (var reader = Files.newBufferedReader(pids)) {
            return ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();
        }
    }

    private static TaskType installed(String name, Path program) {
        assumeTrue(Files.isExecutable(program), program + " is not installed");
        return task(name, Map.of(name, program));
    }

    private static TaskType task(String type, Map<String, Path> interpreters) {
        return BuiltInTasks.all(TaskPolicy.closed().allowing(ScriptPolicy.NONE.allowing(interpreters))).stream()
                .filter(task -> task.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static String script(String text) {
        return "{\"script\":" + quoted(text) + "}";
    }
}
