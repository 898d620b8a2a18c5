package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosCommandTest {

    @TempDir
    Path directory;

    @Test
    void the_distribution_says_where_it_is_that_it_does_not_have() {
        var result = new Cli(directory).run("chaos", "--minutes", "3");

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whoever_looks_for_commands_finds_it() {
        var result = new Cli(directory).run("help");

        assertThat(result.out()).contains("chaos", "Break a cluster of real processes by seed");
    }
}
