package io.carillon.worker.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.protocol.v1.Failure;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a task leaves behind has to fit on the wire. */
class OutcomeFitterTest {

    private final OutcomeFitter fitter = new OutcomeFitter(Limits.DEFAULT);

    @Test
    void a_result_that_fits_is_left_alone() {
        var fits = TaskOutcome.succeeded("\"" + "x".repeat((256 << 10) - 2) + "\"");

        assertThat(fitter.fit(fits)).isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "漢", "😀"})
    void a_result_is_measured_in_bytes_and_refused_for_good_when_too_large(String piece) {
        int bytes = piece.getBytes(UTF_8).length;
        var tooLarge = TaskOutcome.succeeded(piece.repeat((256 << 10) / bytes + 1));

        assertThat(fitter.fit(tooLarge)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("RESULT_TOO_LARGE");
            assertThat(failed.message()).contains("262144");
            assertThat(failed.retryable()).isFalse();
        });
    }

    @Test
    void messages_and_details_are_cut_between_characters() {
        var failed = (Failed) fitter.fit(new Failed("C", "x" + "😀".repeat(5_000), "y" + "漢".repeat(20_000), true));

        assertThat(failed.message().getBytes(UTF_8)).hasSizeBetween(4_000, 4_096);
        assertThat(failed.message()).startsWith("x😀").endsWith("😀…");
        assertThat(failed.detail().getBytes(UTF_8)).hasSizeBetween(16_000, 16_384);
        assertThat(failed.detail()).startsWith("y漢").endsWith("漢…");
        assertThat(failed.retryable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "61 00 62, a\\u0000b",
        "00, \\u0000",
        "61 d800 62, a\uFFFDb",
        "d800, \uFFFD",
        "dc00 d800, \uFFFD\uFFFD",
        "d83d de00, \uD83D\uDE00",
        "61, a"
    })
    void what_has_no_utf8_becomes_something_visible(String units, String expected)
            throws InvalidProtocolBufferException {
        var text = new StringBuilder();
        for (var unit : units.split(" ", -1)) {
            text.append((char) Integer.parseInt(unit, 16));
        }

        var failed = (Failed) fitter.fit(TaskOutcome.failed("C", text.toString()));
        var bytes = Failure.newBuilder().setMessage(failed.message()).build().toByteArray();

        assertThat(failed.message()).isEqualTo(expected);
        assertThat(Failure.parseFrom(bytes).getMessage()).isEqualTo(expected);
    }
}
