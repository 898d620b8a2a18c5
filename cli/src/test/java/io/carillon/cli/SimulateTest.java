package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {

    @TempDir
    private Path directory;

    @Test
    void it_runs_as_many_seeds_as_were_asked_for_and_sums_them_up() {
        var result = new Cli(directory).run("simulate", "--seeds", "3", "--seed", "5");

        assertThat(result.exitCode()).as(result.out()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("seeds 3, simulated hours", "invariant checks", "violations 0", "faults:");
    }

    @Test
    void it_refuses_to_run_no_seed_at_all() {
        var result = new Cli(directory).run("simulate", "--seeds", "0");

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("--seeds must be at least 1, not 0");
    }
}
