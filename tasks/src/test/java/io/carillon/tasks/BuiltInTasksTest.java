package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.worker.task.TaskType;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInTasksTest {

    @Test
    void there_are_the_same_whatever_the_policy() {
        var closed = BuiltInTasks.all(TaskPolicy.closed());
        var open = BuiltInTasks.all(TaskPolicy.closed()
                .allowing(ScriptPolicy.NONE.allowingShell().allowing(Map.of("python", Path.of("/bin/sh")))));

        assertThat(closed)
                .extracting(TaskType::type)
                .containsExactly("noop", "http", "shell", "python", "node", "script", "sql");
        assertThat(open)
                .extracting(TaskType::type)
                .isEqualTo(closed.stream().map(TaskType::type).toList());
    }

    @ParameterizedTest
    @CsvSource({"2, --allow-scripts", "3, --interpreter python=PATH", "4, --interpreter node=PATH", "5, --interpreter"})
    void scripts_are_refused_for_good_until_they_are_allowed(int at, String flag) throws Exception {
        var task = BuiltInTasks.all(TaskPolicy.closed()).get(at);

        var failed = failure(task, "{\"script\":\"exit 0\",\"interpreter\":\"sh\"}");

        assertThat(failed.code()).isEqualTo("SCRIPTS_NOT_ALLOWED");
        assertThat(failed.message()).contains(flag);
        assertThat(failed.retryable()).isFalse();
    }

    @Test
    void shell_scripts_allow_no_interpreter_and_an_interpreter_no_shell_scripts() throws Exception {
        var shellOnly = BuiltInTasks.all(TaskPolicy.closed().allowingScripts());
        var pythonOnly = BuiltInTasks.all(
                TaskPolicy.closed().allowing(ScriptPolicy.NONE.allowing(Map.of("python", Path.of("/bin/sh")))));

        assertThat(failure(shellOnly.get(3), "{\"script\":\"1\"}").code()).isEqualTo("SCRIPTS_NOT_ALLOWED");
        assertThat(failure(pythonOnly.get(2), "{\"script\":\"1\"}").code()).isEqualTo("SCRIPTS_NOT_ALLOWED");
    }

    @Test
    void databases_are_refused_for_good_until_they_are_allowed() throws Exception {
        var failed = failure(BuiltInTasks.all(TaskPolicy.closed()).getLast(), "{\"statement\":\"SELECT 1\"}");

        assertThat(failed.code()).isEqualTo("SQL_REFUSED");
        assertThat(failed.message()).contains("--sql-file FILE");
        assertThat(failed.retryable()).isFalse();
    }

    @Test
    void a_closed_policy_calls_nothing_on_this_machine() throws Exception {
        var http = BuiltInTasks.all(TaskPolicy.closed()).get(1);

        var failed = failure(http, "{\"url\":\"http://127.0.0.1:8080/\"}");

        assertThat(failed.code()).isEqualTo("EGRESS_DENIED");
        assertThat(failed.retryable()).isFalse();
    }
}
