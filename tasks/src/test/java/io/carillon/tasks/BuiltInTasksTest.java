package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.worker.task.TaskType;
import org.junit.jupiter.api.Test;

class BuiltInTasksTest {

    @Test
    void there_are_three_whatever_the_policy() {
        var closed = BuiltInTasks.all(TaskPolicy.closed());
        var open = BuiltInTasks.all(TaskPolicy.closed().allowingScripts());

        assertThat(closed).extracting(TaskType::type).containsExactly("noop", "http", "shell");
        assertThat(open).extracting(TaskType::type).containsExactly("noop", "http", "shell");
    }

    @Test
    void scripts_are_refused_for_good_until_they_are_allowed() throws Exception {
        var shell = BuiltInTasks.all(TaskPolicy.closed()).getLast();

        var failed = failure(shell, "{\"script\":\"exit 0\"}");

        assertThat(failed.code()).isEqualTo("SCRIPTS_NOT_ALLOWED");
        assertThat(failed.message()).contains("--allow-scripts");
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
