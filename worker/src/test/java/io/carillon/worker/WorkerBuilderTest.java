package io.carillon.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerBuilderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:",
                ":9090",
                "localhost:0",
                "localhost:65536",
                "a b:1",
                "::1:9090",
                "http://a:1"
            })
    void a_server_is_a_host_and_a_port(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Worker.builder().server(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9090, dns:///localhost:9090",
        "[::1]:9090, dns:///[::1]:9090",
        "10.0.0.1:1, dns:///10.0.0.1:1"
    })
    void an_address_is_what_grpc_dials(String text, String target) {
        assertThat(ServerAddress.parse(text).target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "line\nbreak", "é"})
    void a_token_that_cannot_be_sent_is_refused_without_being_shown(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Worker.builder().token(token))
                .withMessage("a token is made of visible ASCII characters; this one is not");
    }

    @Test
    void what_is_missing_is_named() {
        var builder = Worker.builder().handler("a", Map.class, (params, run) -> null);

        assertThatIllegalArgumentException().isThrownBy(builder::start).withMessage("a worker needs: app");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.app("shop").start())
                .withMessage("a worker needs: server");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.server("localhost:1").start())
                .withMessage("a worker needs: token");
    }

    @Test
    void a_worker_that_can_do_nothing_is_none() {
        var builder = Worker.builder().server("localhost:1").token("t").app("shop");

        assertThatIllegalArgumentException()
                .isThrownBy(builder::start)
                .withMessage("a worker has at least one handler or task type");
    }

    @Test
    void two_handlers_of_one_name_are_one_too_many() {
        var builder = Worker.builder()
                .server("localhost:1")
                .token("t")
                .app("shop")
                .handler("a", Map.class, (params, run) -> null)
                .handler("a", Map.class, (params, run) -> null);

        assertThatIllegalArgumentException().isThrownBy(builder::start).withMessageContaining("handler:a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a/b"})
    void names_are_names(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Worker.builder().handler(name, Map.class, (params, run) -> null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Worker.builder()
                        .server("localhost:1")
                        .token("t")
                        .app(name)
                        .handler("a", Map.class, (params, run) -> null)
                        .start());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 100_001})
    void slots_have_bounds(int slots) {
        var builder = Worker.builder()
                .server("localhost:1")
                .token("t")
                .app("shop")
                .handler("a", Map.class, (params, run) -> null)
                .slots(slots);

        assertThatIllegalArgumentException().isThrownBy(builder::start).withMessageContaining("slots " + slots);
    }
}
