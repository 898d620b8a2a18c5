package io.carillon.worker.declare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What users write, as it goes over the wire. */
class JobDeclarationTest {

    private static final JobDeclaration CLOSE = JobDeclaration.of("close");

    @Test
    void a_job_has_its_handlers_name_and_the_usual_namespace_unless_told_otherwise() {
        assertThat(CLOSE.name()).isEqualTo("close");
        assertThat(CLOSE.namespace()).isEqualTo("default");
        assertThat(CLOSE.fieldsJson()).isEqualTo("{}");

        JobDeclaration named = CLOSE.named("close-unpaid").in("shop");
        assertThat(named.handler()).isEqualTo("close");
        assertThat(named.name()).isEqualTo("close-unpaid");
        assertThat(named.namespace()).isEqualTo("shop");
    }

    @Test
    void only_what_is_set_is_said() {
        JobDeclaration job = CLOSE.cron("0 3 * * *", "Europe/Berlin")
                .timeout("30s")
                .set("retry.maxAttempts", 5)
                .set("retry.initial", "1s")
                .params(Map.of("batch", 500))
                .label("team", "orders")
                .label("tier", "1");

        assertThat(job.fieldsJson())
                .startsWith("{\"spec\":{\"triggers\":[{")
                .contains("\"cron\":\"0 3 * * *\"", "\"zone\":\"Europe/Berlin\"")
                .endsWith("}],\"timeout\":\"30s\",\"retry\":{\"maxAttempts\":5,\"initial\":\"1s\"},"
                        + "\"task\":{\"params\":{\"batch\":500}}},"
                        + "\"metadata\":{\"labels\":{\"team\":\"orders\",\"tier\":\"1\"}}}");
        assertThat(CLOSE.fieldsJson()).isEqualTo("{}");
    }

    @Test
    void code_can_say_that_there_is_to_be_nothing() {
        assertThat(CLOSE.set("timeout", null)
                        .set("retry.initial", null)
                        .set("retry.max", "2s")
                        .fieldsJson())
                .isEqualTo("{\"spec\":{\"timeout\":null,\"retry\":{\"initial\":null,\"max\":\"2s\"}}}");
    }

    @Test
    void any_text_arrives_as_it_is() {
        assertThat(CLOSE.set("a", "\"quoted\" \\ \n\u0001 ü").fieldsJson())
                .isEqualTo("{\"spec\":{\"a\":\"\\\"quoted\\\" \\\\ \\u000a\\u0001 ü\"}}");
    }

    @Test
    void what_has_no_json_form_is_refused() {
        assertThatThrownBy(() -> CLOSE.set("timeout", Duration.ofSeconds(3)).fieldsJson())
                .hasMessageContaining("java.time.Duration");
    }

    @Test
    void two_jobs_of_one_name_and_jobs_without_a_handler_are_refused() {
        assertThatThrownBy(() -> new JobDeclarations(
                        List.of(CLOSE, JobDeclaration.of("other").named("close")), 1, null))
                .hasMessageContaining("two declared jobs are named \"close\"");
        assertThatThrownBy(() -> new JobDeclarations(List.of(CLOSE), 1, null).check(Set.of("handler:other")))
                .hasMessageContaining("no such handler");
    }
}
