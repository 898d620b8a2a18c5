package io.carillon.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.worker.core.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine tells of itself. */
class MachineLoadTest {

    @TempDir
    private Path directory;

    private Path proc;
    private Path group;

    @BeforeEach
    void prepare() throws IOException {
        proc = directory.resolve("proc");
        Files.createDirectories(proc.resolve("pressure"));
        group = Files.createDirectories(directory.resolve("group"));
    }

    @Test
    void memory_that_files_occupy_counts_as_free() throws IOException {
        Files.writeString(proc.resolve("meminfo"), """
                MemTotal:       16000000 kB
                MemFree:          100000 kB
                MemAvailable:   12000000 kB
                """);

        assertThat(load().memory()).isEqualTo(250);
    }

    @Test
    void a_container_that_is_nearly_full_counts_more_than_its_machine_with_room() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 16000000 kB\nMemAvailable: 12000000 kB\n");
        Files.writeString(group.resolve("memory.max"), "1000000\n");
        Files.writeString(group.resolve("memory.current"), "950000\n");
        Files.writeString(group.resolve("memory.stat"), "anon 5\ninactive_file 50000\nactive_file 7\n");

        assertThat(load().memory()).isEqualTo(900);
    }

    @Test
    void a_container_without_a_limit_says_what_its_machine_does() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 1000 kB\nMemAvailable: 400 kB\n");
        Files.writeString(group.resolve("memory.max"), "max\n");
        Files.writeString(group.resolve("memory.current"), "950000\n");

        assertThat(load().memory()).isEqualTo(600);
    }

    @Test
    void what_waits_for_disks_is_told_of_the_container_first() throws IOException {
        Files.writeString(proc.resolve("pressure/io"), "some avg10=12.34 avg60=5.00 avg300=1.00 total=7\n");
        int ofMachine = load().io();
        Files.writeString(group.resolve("io.pressure"), "some avg10=0.50 avg60=0.00 avg300=0.00 total=7\n");

        assertThat(ofMachine).isEqualTo(123);
        assertThat(load().io()).isEqualTo(5);
    }

    @Test
    void what_can_not_be_read_is_not_told() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemTotal: lots\nMemAvailable: 7\n");
        Files.writeString(proc.resolve("pressure/io"), "some avg10=none avg60=5.00\n");

        assertThat(load().memory()).isEqualTo(Load.UNKNOWN);
        assertThat(load().io()).isEqualTo(Load.UNKNOWN);
    }

    @Test
    void this_machine_tells_figures_between_nothing_and_all() {
        Load load = new MachineLoad().read();

        assertThat(load.cpu()).isBetween(Load.UNKNOWN, 1000);
        assertThat(load.memory()).isBetween(Load.UNKNOWN, 1000);
        assertThat(load.io()).isBetween(Load.UNKNOWN, 1000);
    }

    private Load load() {
        return new MachineLoad(proc, group).read();
    }
}
