package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.engine.Event;
import io.carillon.engine.SessionId;
import io.carillon.engine.testing.TestingClock;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.protocol.v1.AskShards;
import io.carillon.protocol.v1.ShardPage;
import io.carillon.protocol.v1.ShardResult;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that makes one result of many is told what they are. */
class ShardsForWorkersTest {

    private static final Instant AT = Instant.parse("2027-01-01T00:00:00Z");

    private final List<Event> events = new ArrayList<>();
    private final List<Question> asked = new ArrayList<>();
    private final WorkerSessions sessions = new WorkerSessions(
            new NodeId("node-1"),
            Duration.ofSeconds(1),
            events::add,
            TestingClock.at("2027-01-01T00:00:00Z"),
            new WorkerSessions.Beside(
                    LogSink.NONE,
                    Optional.empty(),
                    DeclarationSink.NONE,
                    (run, first, answer) -> asked.add(new Question(run, first, answer))));
    private final TestingFrameSink sink = new TestingFrameSink();
    private final SessionId session = sessions.opened(sink);
    private final RunId whole = Frames.newRun();

    private record Question(RunId run, int first, ShardSource.Answer answer) {}

    @BeforeEach
    void connect() {
        sessions.received(
                session, WorkerFrame.newBuilder().setHello(Frames.hello("w-1")).build());
    }

    @Test
    void a_worker_is_told_that_it_may_ask() {
        assertThat(sink.frames().getFirst().getWelcome().getMaps()).isTrue();
    }

    @Test
    void results_come_in_the_order_of_their_indices_up_to_the_first_that_is_none_yet() {
        ask(7);

        asked.getFirst()
                .answer()
                .are(List.of(
                        part(7, Json.of(1)),
                        withoutResult(8),
                        part(9, Json.of("three")),
                        pending(10),
                        part(11, Json.of(5))));

        assertThat(asked.getFirst().run()).isEqualTo(whole);
        assertThat(asked.getFirst().first()).isEqualTo(7);
        assertThat(page().getFirst()).isEqualTo(7);
        assertThat(page().getResultsList())
                .extracting(ShardResult::getIndex, ShardResult::getResultJson)
                .containsExactly(tuple(7, "1"), tuple(8, ""), tuple(9, "\"three\""));
    }

    @Test
    void a_page_holds_no_more_than_a_worker_takes_and_never_nothing_where_there_is_something() {
        Json large = Json.of("x".repeat(400 * 1024));
        ask(0);

        asked.getFirst()
                .answer()
                .are(IntStream.range(0, 5).mapToObj(index -> part(index, large)).toList());

        assertThat(page().getResultsCount()).isEqualTo(2);
    }

    @Test
    void a_node_that_can_not_read_says_when_it_is_worth_asking_again() {
        ask(0);

        asked.getFirst().answer().notNow(Duration.ofMillis(1_500));

        assertThat(page().getRetryAfterMillis()).isEqualTo(1_500);
        assertThat(page().getResultsCount()).isZero();
    }

    private void ask(int first) {
        sessions.received(
                session,
                WorkerFrame.newBuilder()
                        .setAskShards(AskShards.newBuilder()
                                .setAttempt(Wire.attempt(whole, Frames.TOKEN))
                                .setFirst(first))
                        .build());
    }

    private ShardPage page() {
        return sink.frames().getLast().getShardPage();
    }

    private Run withoutResult(int index) {
        return shard(index, new RunState.Succeeded(null, AT, AT, null));
    }

    private Run part(int index, Json result) {
        return shard(index, new RunState.Succeeded(null, AT, AT, result));
    }

    private Run pending(int index) {
        return shard(index, new RunState.Pending());
    }

    private Run shard(int index, RunState state) {
        return new Run(
                Frames.newRun(),
                new JobId(1),
                new JobKey(new Namespace("default"), new JobName("wide")),
                1,
                new Cause.Shard(whole, index, 20),
                AT,
                AT,
                new Priority(5),
                Json.Obj.EMPTY,
                1,
                0,
                state);
    }
}
