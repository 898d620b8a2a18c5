package io.carillon.databases.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsTest {

    private static final int TIMES = 50;

    @TempDir
    private Path directory;

    /** More that want a processor than there are: the thread that the signal is for has to wait for one. */
    @Test
    void a_frozen_process_stands_still_at_once_on_a_busy_machine() {
        List<GuardedProcess> busy = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                busy.add(GuardedProcess.start(
                        List.of("sh", "-c", "while :; do :; done"), Map.of(), directory.resolve("log")));
            }
            ProcessHandle one = ProcessHandle.of(busy.getFirst().pid()).orElseThrow();
            for (int i = 0; i < TIMES; i++) {
                Signals.freeze(one);
                assertThat(Signals.isStill(one)).isTrue();
                Signals.thaw(one);
                assertThat(Signals.isStill(one)).isFalse();
            }
        } finally {
            busy.forEach(GuardedProcess::kill);
        }
    }
}
