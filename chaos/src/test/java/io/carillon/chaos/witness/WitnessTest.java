package io.carillon.chaos.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessTest {

    @Test
    void what_was_written_is_read(@TempDir Path directory) {
        Entry one = entry("run-1", 5);
        Entry two = entry("run-2", 6);
        try (Witness first = Witness.of(directory, "worker-1.1");
                Witness second = Witness.of(directory, "worker-2.1")) {
            second.write(two);
            first.write(one);

            assertThat(Witness.all(directory)).containsExactly(one, two);
        }
    }

    @Test
    void tokens_are_ordered_by_epoch_and_then_by_number() {
        assertThat(Entry.Token.parse("12.1")).isGreaterThan(Entry.Token.parse("3.9"));
        assertThat(Entry.Token.parse("3.10")).isGreaterThan(Entry.Token.parse("3.9"));
    }

    @Test
    void a_line_of_something_else_is_refused() {
        assertThatThrownBy(() -> Entry.parse("begun\trun-1")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Entry entry(String run, long epoch) {
        Instant due = Instant.parse("2027-03-01T12:00:00Z");
        var token = new Entry.Token(epoch, 2);
        return new Entry(Entry.BEGUN, run, token, "job", due, "0/4", "worker-1.1", due.plusMillis(3), 17);
    }
}
