package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static io.carillon.tasks.TestingRun.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.tasks.TestingRun.Started;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NoopTaskTest {

    private final TaskType noop = NoopTask.asTaskType();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"millis\":0}",
                "{\"millis\":null}",
                "{\"millis\":5}",
                "{\"type\":\"noop\",\"app\":\"dev\",\"params\":{\"a\":1},\"millis\":1}"
            })
    void nothing_is_done_successfully(String settings) throws Exception {
        assertThat(perform(noop, settings)).isEqualTo(TaskOutcome.succeeded());
    }

    @Test
    void it_stops_when_it_is_told_to() {
        var started = Started.of(noop, "{\"millis\":600000}");

        started.interrupt();

        assertThatThrownBy(started::await).hasCauseInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"millis\":-1}",
                "{\"millis\":1.5}",
                "{\"millis\":\"5\"}",
                "{\"millis\":true}",
                "{\"millis\":[]}",
                "{\"millis\":604800001}",
                "{\"millis\":99999999999999999999}",
                "{\"millis\":1,\"millis\":2}"
            })
    void what_is_no_number_of_milliseconds_is_named(String settings) throws Exception {
        var failed = failure(noop, settings);

        assertThat(failed.code()).isEqualTo("INVALID_SETTINGS");
        assertThat(failed.message()).contains("millis");
        assertThat(failed.retryable()).isFalse();
    }

    @Test
    void a_field_that_is_no_setting_is_named() throws Exception {
        assertThat(failure(noop, "{\"milis\":1}").message()).isEqualTo("milis: is not a setting; there are millis");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "1", "null", "{", "{}x", "\0"})
    void what_is_no_json_object_is_refused(String settings) throws Exception {
        assertThat(failure(noop, settings).code()).isEqualTo("INVALID_SETTINGS");
    }
}
