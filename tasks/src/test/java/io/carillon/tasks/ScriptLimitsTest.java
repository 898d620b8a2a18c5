package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptLimitsTest {

    @Test
    void limits_become_files_of_the_kernel() {
        assertThat(ScriptLimits.of("512m", new BigDecimal("1.5"), 200L).files())
                .isEqualTo(Map.of(
                        "memory", Map.of("memory.max", "536870912", "memory.oom.group", "1", "memory.swap.max", "?0"),
                        "cpu", Map.of("cpu.max", "150000 100000"),
                        "pids", Map.of("pids.max", "200")));
    }

    @Test
    void limits_become_files_of_the_first_version_too() {
        assertThat(ScriptLimits.of("512m", new BigDecimal("1.5"), 200L).filesOfFirstVersion())
                .isEqualTo(Map.of(
                        "memory",
                                Map.of(
                                        "memory.limit_in_bytes", "536870912",
                                        "memory.memsw.limit_in_bytes", "?536870912"),
                        "cpu", Map.of("cpu.cfs_period_us", "100000", "cpu.cfs_quota_us", "150000"),
                        "pids", Map.of("pids.max", "200")));
    }

    @Test
    void what_is_not_limited_needs_no_controller() {
        assertThat(ScriptLimits.NONE.files()).isEmpty();
        assertThat(ScriptLimits.of(null, null, 5L).files()).containsOnlyKeys("pids");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "512", "1t", "-1m", "1.5g", "100k", "0m", "m"})
    void memory_that_cannot_be_meant_is_refused(String memory) {
        assertThatIllegalArgumentException().isThrownBy(() -> ScriptLimits.of(memory, null, null));
    }

    @Test
    void a_limit_of_nothing_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ScriptLimits.of(null, BigDecimal.ZERO, null));
        assertThatIllegalArgumentException().isThrownBy(() -> ScriptLimits.of(null, new BigDecimal("-1"), null));
        assertThatIllegalArgumentException().isThrownBy(() -> ScriptLimits.of(null, null, 0L));
    }
}
