package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.model.JobKey;
import io.carillon.model.Problem;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.protocol.v1.Mistake;
import io.carillon.protocol.v1.feed.FeedWire;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a feed says became of each batch, whatever becomes of its connection. */
@Timeout(60)
class RunFeedTest {

    private static final JobKey NIGHTLY = JobKey.of("shop", "nightly");
    private static final Instant NOON = Instant.parse("2027-01-01T12:00:00.000001Z");
    private static final TriggerRequest KEYED = new TriggerRequest(null, null, "k", null);
    private static final int ROOM = 2;

    private final TestingNode node = TestingNode.start(ROOM);
    private final TestingNode other = TestingNode.start(ROOM);
    private RunFeed feed;

    @BeforeEach
    void open() {
        feed = builder().build();
    }

    @AfterEach
    void close() {
        feed.close();
        node.close();
        other.close();
    }

    private RunFeedBuilder builder() {
        return RunFeed.builder().nodes(List.of(node.address(), other.address())).token(TestingNode.TOKEN);
    }

    @Test
    void a_batch_is_sent_as_it_was_asked_for_and_its_runs_come_back_in_their_order() throws Exception {
        var params = (Json.Obj) Json.parse("{\"n\": 1}");
        var outcome = feed.send(NIGHTLY, List.of(new TriggerRequest(params, NOON, "k", 7), TriggerRequest.PLAIN));

        var heard = node.next();
        heard.take(5, 3);

        assertThat(heard.batch().getNamespace()).isEqualTo("shop");
        assertThat(heard.batch().getJob()).isEqualTo("nightly");
        assertThat(heard.batch().getRunsList())
                .containsExactly(
                        FeedWire.Run.newBuilder()
                                .setParamsJson("{\"n\":1}")
                                .setAtMicros(1_798_804_800_000_001L)
                                .setKey("k")
                                .setPriority(7)
                                .build(),
                        FeedWire.Run.getDefaultInstance());
        assertThat(outcome.get()).containsExactly(new RunId(5), new RunId(3));
    }

    @Test
    void an_instant_that_all_runs_have_is_said_once() throws Exception {
        var at = new TriggerRequest(null, NOON, null, null);
        var _ = feed.send(NIGHTLY, List.of(at, at));

        var batch = node.next().batch();

        assertThat(batch.getAtMicros()).isEqualTo(1_798_804_800_000_001L);
        assertThat(batch.getRunsList()).noneMatch(FeedWire.Run::hasAtMicros);
    }

    @Test
    void batches_are_answered_in_any_order_each_by_its_number() throws Exception {
        var first = feed.send(NIGHTLY, List.of(TriggerRequest.PLAIN));
        var second = feed.send(NIGHTLY, List.of(TriggerRequest.PLAIN));
        var heardFirst = node.next();

        node.next().take(2);
        assertThat(second.get()).containsExactly(new RunId(2));
        assertThat(first).isNotDone();
        heardFirst.take(1);

        assertThat(first.get()).containsExactly(new RunId(1));
    }

    @Test
    void no_more_is_sent_than_the_node_takes_at_once() throws Exception {
        var outcomes = IntStream.range(0, ROOM + 1).mapToObj(_ -> plain()).toList();
        var first = node.next();
        node.next();

        assertThat(node.hasHeardNothing()).isTrue();
        first.take(1);

        assertThat(node.next().batch().getNumber()).isEqualTo(ROOM + 1L);
        assertThat(outcomes.getFirst().get()).hasSize(1);
    }

    @Test
    void who_sends_more_than_may_be_under_way_waits_for_an_answer() throws Exception {
        try (var narrow = builder().underWay(1).build()) {
            var first = narrow.send(NIGHTLY, List.of(TriggerRequest.PLAIN));
            var second = new CompletableFuture<List<RunId>>();
            Thread.ofVirtual().start(() -> second.complete(plain(narrow).join()));
            var heard = node.next();

            assertThat(node.hasHeardNothing()).isTrue();
            heard.take(1);
            node.next().take(2);

            assertThat(first.get()).containsExactly(new RunId(1));
            assertThat(second.get()).containsExactly(new RunId(2));
        }
    }

    @Test
    void a_refusal_says_what_a_problem_document_would() throws Exception {
        var outcome = plain();

        node.next()
                .answer(FeedWire.Refused.newBuilder()
                        .setStatus(422)
                        .setCode("invalid-request")
                        .setDetail("the request can't be accepted")
                        .addMistakes(Mistake.newBuilder()
                                .setPointer("/runs/0/key")
                                .setCode("invalid-value")
                                .setMessage("too long")));

        assertThat(failure(outcome)).isInstanceOfSatisfying(CarillonApiException.class, refused -> {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.code()).isEqualTo("invalid-request");
            assertThat(refused.errors()).containsExactly(new Problem("/runs/0/key", "invalid-value", "too long"));
        });
    }

    @Test
    void what_the_node_does_not_know_is_no_refusal() throws Exception {
        var keyed = feed.send(NIGHTLY, List.of(KEYED));
        var plain = plain();

        for (int i = 0; i < 2; i++) {
            node.next().answer(FeedWire.Unknown.newBuilder().setCode("not-yet-durable"));
        }

        assertThat(isRepeatable(keyed)).isTrue();
        assertThat(isRepeatable(plain)).isFalse();
    }

    @Test
    void after_a_break_a_batch_with_keys_goes_to_the_next_node_and_nobody_knows_of_one_without() throws Exception {
        var keyed = feed.send(NIGHTLY, List.of(KEYED));
        var plain = feed.send(NIGHTLY, List.of(KEYED, TriggerRequest.PLAIN));
        var waiting = plain();
        var heard = node.next();
        node.next();

        heard.breakOff();

        assertThat(isRepeatable(plain)).isFalse();
        var again = other.next();
        assertThat(again.batch()).isEqualTo(heard.batch());
        again.take(7);
        assertThat(keyed.get()).containsExactly(new RunId(7));
        other.next().take(8);
        assertThat(waiting.get()).containsExactly(new RunId(8));
    }

    @Test
    void a_node_that_comes_back_is_found() throws Exception {
        try (var alone = builder().node(node.address()).build()) {
            var outcome = alone.send(NIGHTLY, List.of(KEYED));
            for (int breaks = 0; breaks < 3; breaks++) {
                node.next().breakOff();
            }

            node.next().take(1);

            assertThat(outcome.get()).containsExactly(new RunId(1));
            assertThat(node.streams()).isEqualTo(4);
        }
    }

    @Test
    void a_node_that_does_not_come_back_is_waited_for_no_longer_than_the_patience() throws Exception {
        try (var alone =
                builder().node(node.address()).patience(Duration.ofMillis(300)).build()) {
            var left = alone.send(NIGHTLY, List.of(KEYED));
            var _ = alone.send(NIGHTLY, List.of(KEYED));
            var stayed = plain(alone);
            node.next();
            node.next();
            node.close();

            assertThat(isRepeatable(left)).isTrue();
            assertThat(failure(stayed)).isInstanceOf(CarillonUnreachableException.class);
        }
    }

    @Test
    void where_there_was_never_a_node_nothing_left_and_that_is_said_at_once() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (var lost = builder().node("localhost:" + free).build()) {
            assertThat(failure(plain(lost)))
                    .isInstanceOf(CarillonUnreachableException.class)
                    .hasMessageContaining("grpc://localhost:" + free);
        }
    }

    @Test
    void a_wrong_token_is_refused_and_not_tried_elsewhere() throws Exception {
        try (var stranger = builder().token("another-token").build()) {
            assertThat(failure(plain(stranger))).isInstanceOfSatisfying(CarillonApiException.class, refused -> {
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.code()).isEqualTo("unauthorized");
            });
            assertThat(other.streams()).isZero();
        }
    }

    @Test
    void an_answer_that_makes_no_sense_is_told_to_who_waits_for_it_and_to_nobody_else() throws Exception {
        var strange = plain();
        var good = plain();

        node.next().take(-1);
        node.next().take(1);

        assertThat(failure(strange)).isInstanceOf(CarillonProtocolException.class);
        assertThat(good.get()).containsExactly(new RunId(1));
    }

    @Test
    void a_feed_that_is_closed_says_what_is_known_and_takes_no_more() throws Exception {
        var left = plain();
        node.next();

        feed.close();

        assertThat(isRepeatable(left)).isFalse();
        assertThatThrownBy(() -> feed.send(NIGHTLY, List.of(TriggerRequest.PLAIN)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void more_than_any_node_takes_is_not_even_sent() {
        assertThatThrownBy(() -> feed.send(
                        NIGHTLY,
                        IntStream.rangeClosed(0, 10_000)
                                .mapToObj(_ -> TriggerRequest.PLAIN)
                                .toList()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10001");
        var large = new TriggerRequest(
                Json.object().put("text", "x".repeat(8 << 20)).build(), null, null, null);
        assertThatThrownBy(() -> feed.send(NIGHTLY, List.of(large))).hasMessageContaining("bytes");
    }

    @Test
    void addresses_and_limits_that_make_no_sense_are_refused_when_they_are_given() {
        assertThatThrownBy(() -> RunFeed.builder().node("http://localhost:9090"))
                .hasMessageContaining("localhost:9090");
        assertThatThrownBy(() -> RunFeed.builder().node("localhost:70000")).hasMessageContaining("70000");
        assertThatThrownBy(() -> RunFeed.builder().nodes(List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> RunFeed.builder().underWay(0)).hasMessageContaining("nothing is ever sent");
        assertThatThrownBy(() -> RunFeed.builder().patience(Duration.ZERO)).hasMessageContaining("not positive");
    }

    private CompletableFuture<List<RunId>> plain() {
        return plain(feed);
    }

    private static CompletableFuture<List<RunId>> plain(RunFeed feed) {
        try {
            return feed.send(NIGHTLY, List.of(TriggerRequest.PLAIN));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }

    private static boolean isRepeatable(CompletableFuture<List<RunId>> outcome) throws Exception {
        assertThat(failure(outcome)).isInstanceOf(OutcomeUnknownException.class);
        return ((OutcomeUnknownException) failure(outcome)).isRepeatable();
    }

    private static Throwable failure(CompletableFuture<List<RunId>> outcome) throws Exception {
        try {
            throw new AssertionError("no failure, but " + outcome.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return Objects.requireNonNull(failed.getCause(), "a failure has a cause");
        }
    }
}
