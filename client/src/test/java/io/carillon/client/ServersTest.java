package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.AppName;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that knows several nodes, of which some are gone. */
class ServersTest {

    private static final JobName NIGHTLY = new JobName("nightly");
    private static final RunId RUN = new RunId(1L << 40);
    private static final String TRIGGER = "POST /api/v1/namespaces/default/jobs/nightly:trigger";

    private final TestingApi api = TestingApi.start();
    private ServerSocket deaf;

    @BeforeEach
    void listen() throws IOException {
        deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::hangUp);
    }

    /** Hears whoever comes, and says nothing. */
    private void hangUp() {
        try {
            while (true) {
                var connection = deaf.accept();
                connection.getInputStream().read();
                connection.close();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @AfterEach
    void close() throws IOException {
        deaf.close();
        api.close();
    }

    @Test
    void whatever_it_is_the_next_is_asked_where_nobody_listens() {
        api.answer(TRIGGER, 201, Documents.run(RUN.toString()));

        try (var client = client(nobody(), api.address())) {
            assertThat(client.jobs(Namespace.DEFAULT)
                            .trigger(NIGHTLY, TriggerRequest.PLAIN)
                            .id())
                    .isEqualTo(RUN);
        }
    }

    @Test
    void what_reads_or_has_a_key_is_asked_of_the_next_where_the_answer_was_lost() {
        api.answer("GET /api/v1/apps", 200, Documents.list("", Json.parse("{\"name\": \"demo\"}")));
        api.answer(TRIGGER, 201, Documents.run(RUN.toString()));
        var keyed = new TriggerRequest(null, null, "a-key", null);

        try (var client = client(deaf(), api.address())) {
            assertThat(client.apps()).containsExactly(new AppName("demo"));
        }
        try (var client = client(deaf(), api.address())) {
            assertThat(client.jobs(Namespace.DEFAULT).trigger(NIGHTLY, keyed).id())
                    .isEqualTo(RUN);
        }
    }

    @Test
    void what_may_have_happened_is_not_asked_for_twice() {
        try (var client = client(deaf(), api.address())) {
            assertThatThrownBy(() -> client.jobs(Namespace.DEFAULT).trigger(NIGHTLY, TriggerRequest.PLAIN))
                    .isInstanceOf(CarillonUnreachableException.class);
        }
        assertThat(api.questions()).isEmpty();
    }

    @Test
    void the_one_that_answered_last_is_asked_first() {
        api.answer("GET /api/v1/apps", 200, Documents.list("", Json.parse("{\"name\": \"demo\"}")));
        api.answer(TRIGGER, 201, Documents.run(RUN.toString()));

        try (var client = client(deaf(), api.address())) {
            client.apps();

            assertThat(client.jobs(Namespace.DEFAULT)
                            .trigger(NIGHTLY, TriggerRequest.PLAIN)
                            .id())
                    .isEqualTo(RUN);
        }
    }

    @Test
    void where_all_are_gone_the_last_one_is_named() {
        URI gone = nobody();
        try (var client = client(nobody(), gone)) {
            assertThatThrownBy(client::apps)
                    .isInstanceOf(CarillonUnreachableException.class)
                    .hasMessageContaining(gone.toString());
        }
    }

    private static CarillonClient client(URI... servers) {
        return CarillonClient.builder()
                .servers(List.of(servers))
                .token("s3cret")
                .build();
    }

    private URI deaf() {
        return URI.create("http://127.0.0.1:" + deaf.getLocalPort());
    }

    private static URI nobody() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException portless) {
            throw new AssertionError(portless);
        }
    }
}
