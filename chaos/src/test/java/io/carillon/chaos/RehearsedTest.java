package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsedTest {

    @TempDir
    private Path data;

    /** A JVM that can't use it says nothing and is slow. */
    @Test
    void a_node_begins_with_what_the_build_has_rehearsed() throws Exception {
        try (var node = NodeProcess.dev(data, NodePorts.free())) {
            node.awaitReady();

            assertThat(Files.readString(Path.of("/proc", Long.toString(node.pid()), "maps")))
                    .contains("/node.aot");
        }
    }
}
