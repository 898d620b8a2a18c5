package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that only a source tree has. */
class SourceTreeCommandsTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"chaos", "bench"})
    void the_distribution_says_where_it_is_that_it_does_not_have(String command) {
        var result = new Cli(directory).run(command);

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(command + " is built and started by ./carillon in a source tree");
    }

    @Test
    void whoever_looks_for_commands_finds_it() {
        var result = new Cli(directory).run("help");

        assertThat(result.out())
                .contains("chaos", "Break a cluster of real processes by seed")
                .contains("bench", "Measure Carillon beside its peers");
    }
}
