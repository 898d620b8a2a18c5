package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.RunFeed;
import io.carillon.client.TriggerRequest;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches over gRPC: the same runs, keys and refusals as over REST. */
@Timeout(120)
class FeedTest {

    private static final String RUNS = "/api/v1/namespaces/default/runs";
    private static final Instant LATER = Instant.parse("2099-01-01T00:00:00.000001Z");
    private static final JobKey JOB = JobKey.of("default", "fed");

    @TempDir
    static Path data;

    private static TestingServer carillon;
    private static CarillonClient client;
    private static RunFeed feed;

    @BeforeAll
    static void start() {
        carillon = TestingServer.start(data);
        carillon.put("/api/v1/apps/test", "");
        carillon.create("fed", """
                {"task": {"type": "noop", "app": "test", "params": {"millis": 0, "day": 1}}}""");
        client = CarillonClient.builder()
                .server(URI.create("http://127.0.0.1:" + carillon.server().httpPort()))
                .token(TestingServer.TOKEN)
                .build();
        feed = client.feed("localhost:" + carillon.server().grpcPort());
    }

    @AfterAll
    static void stop() {
        feed.close();
        client.close();
        carillon.close();
    }

    @Test
    void what_was_fed_is_there_as_it_was_asked_for_when_the_answer_has_come() throws Exception {
        var params = (Json.Obj) Json.parse("{\"day\": 2}");
        var ids = feed.send(
                        JOB,
                        List.of(
                                new TriggerRequest(params, LATER, null, 9),
                                new TriggerRequest(null, LATER, null, null)))
                .get();

        var first = carillon.get(RUNS + "/" + ids.getFirst());
        var second = carillon.get(RUNS + "/" + ids.getLast());

        assertThat(first.json().get("params")).contains(Json.parse("{\"millis\":0,\"day\":2}"));
        assertThat(first.json().get("priority")).contains(Json.of(9));
        assertThat(first.text("scheduledAt")).isEqualTo("2099-01-01T00:00:00.000001Z");
        assertThat(second.json().get("params")).contains(Json.parse("{\"millis\":0,\"day\":1}"));
        assertThat(second.json().get("priority")).contains(Json.of(5));
    }

    @Test
    void many_batches_under_way_make_every_run_once() throws Exception {
        var later = new TriggerRequest(null, LATER, null, null);
        var outcomes = new ArrayList<CompletableFuture<List<RunId>>>();
        for (int batch = 0; batch < 40; batch++) {
            outcomes.add(feed.send(JOB, List.of(later, later, later)));
        }

        var ids = new HashSet<RunId>();
        for (var outcome : outcomes) {
            ids.addAll(outcome.get());
        }

        assertThat(ids).hasSize(120);
        assertThat(carillon.metric("carillon_feed_runs_total")).isGreaterThanOrEqualTo(120);
        assertThat(carillon.metric("carillon_feed_streams")).isEqualTo(1);
    }

    @Test
    void a_key_means_the_same_by_either_door() throws Exception {
        var keyed = new TriggerRequest(null, LATER, "day-1", null);
        var plain = new TriggerRequest(null, LATER, null, null);
        var other = new TriggerRequest(null, LATER, "day-2", null);

        var first = feed.send(JOB, List.of(keyed, plain)).get();
        var again = feed.send(JOB, List.of(plain, keyed)).get();
        var byRest = client.runs(Namespace.DEFAULT).batch(new JobName("fed"), List.of(other, keyed));
        var atLast = feed.send(JOB, List.of(keyed, other)).get();

        assertThat(again.get(1)).isEqualTo(first.get(0));
        assertThat(again.get(0)).isNotIn(first);
        assertThat(byRest.get(1)).isEqualTo(first.get(0));
        assertThat(atLast).containsExactly(first.get(0), byRest.get(0));
    }

    @Test
    void a_refusal_is_the_one_that_rest_gives() throws Exception {
        var good = new TriggerRequest(null, LATER, null, null);
        var bad = new TriggerRequest(null, LATER, "k".repeat(257), 11);

        for (var runs : List.of(List.of(good, bad), List.of(bad))) {
            var fed = refusal(feed.send(JOB, runs));
            var posted = refusal(CompletableFuture.supplyAsync(
                    () -> client.runs(Namespace.DEFAULT).batch(new JobName("fed"), runs)));

            assertThat(fed.status()).isEqualTo(posted.status()).isEqualTo(422);
            assertThat(fed.code()).isEqualTo(posted.code());
            assertThat(fed.detail()).isEqualTo(posted.detail());
            assertThat(fed.errors()).isEqualTo(posted.errors()).hasSize(2);
        }
    }

    @Test
    void a_job_that_is_not_there_is_refused_and_the_stream_goes_on() throws Exception {
        var nowhere = JobKey.of("default", "nowhere");
        var good = new TriggerRequest(null, LATER, null, null);

        var refused = refusal(feed.send(nowhere, List.of(good)));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.code()).isEqualTo("job-not-found");
        assertThat(feed.send(JOB, List.of(good)).get()).hasSize(1);
    }

    @Test
    void as_many_runs_as_a_batch_may_have_are_taken_together() throws Exception {
        var later = new TriggerRequest(null, LATER, null, null);

        var ids = feed.send(JOB, IntStream.range(0, 10_000).mapToObj(_ -> later).toList())
                .get();

        assertThat(new HashSet<>(ids)).hasSize(10_000);
    }

    @Test
    void who_has_no_valid_token_feeds_nothing() throws Exception {
        try (var stranger = RunFeed.builder()
                .node("localhost:" + carillon.server().grpcPort())
                .token("another-token-than-the-one")
                .build()) {
            assertThat(refusal(stranger.send(JOB, List.of(TriggerRequest.PLAIN)))
                            .status())
                    .isEqualTo(401);
        }
    }

    private static CarillonApiException refusal(CompletableFuture<List<RunId>> outcome) throws InterruptedException {
        try {
            throw new AssertionError("taken: " + outcome.get());
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CarillonApiException refused) {
                return refused;
            }
            throw new AssertionError("no refusal", failed);
        }
    }
}
