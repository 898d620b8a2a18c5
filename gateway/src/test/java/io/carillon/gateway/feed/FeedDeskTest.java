package io.carillon.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.UnknownFieldSet;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.StoreException;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingStore;
import io.carillon.gateway.Answerer;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.protocol.v1.Mistake;
import io.carillon.protocol.v1.feed.FeedWire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a batch is understood to ask for, and what is said to it. */
class FeedDeskTest {

    private static final JobKey NIGHTLY = JobKey.of("shop", "nightly");
    private static final Instant NOON = Instant.parse("2027-01-01T12:00:00.000001Z");
    private static final Instant LATER = Instant.parse("2027-01-02T00:00:00Z");

    private final TestingClock clock = TestingClock.at("2027-01-01T00:00:00Z");
    private final List<Command> asked = new ArrayList<>();
    private Reply reply = new Reply.RunsMade(List.of(new RunId(5), new RunId(3)));
    private Optional<String> restored = Optional.empty();

    @Test
    void a_batch_becomes_the_command_that_rest_makes_of_it() throws Exception {
        var answered = answer(batch().setAtMicros(micros(NOON))
                .setParamsJson("{\"day\": 1}")
                .addRuns(FeedWire.Run.getDefaultInstance())
                .addRuns(FeedWire.Run.newBuilder()
                        .setAtMicros(micros(LATER))
                        .setParamsJson("{\"day\": 2}")
                        .setPriority(9)));

        var usual = (Json.Obj) Json.parse("{\"day\": 1}");
        var own = (Json.Obj) Json.parse("{\"day\": 2}");
        assertThat(asked)
                .containsExactly(new Command.TriggerBatch(
                        NIGHTLY,
                        List.of(
                                new Command.TriggerJob(NIGHTLY, usual, NOON, null, null),
                                new Command.TriggerJob(NIGHTLY, own, LATER, null, new Priority(9)))));
        assertThat(answered.getTaken().getNumber()).isEqualTo(17);
        assertThat(answered.getTaken().getRunIdsList()).containsExactly(5L, 3L);
    }

    @Test
    void keys_are_looked_up_before_anything_is_asked_for() throws Exception {
        answer(batch().addRuns(FeedWire.Run.newBuilder().setKey("k")));

        assertThat(asked)
                .singleElement()
                .isInstanceOfSatisfying(
                        Command.LookedUp.class,
                        looked -> assertThat(looked.since()).isEqualTo(clock.instant()));
    }

    @Test
    void a_batch_of_nothing_is_taken_and_asks_nobody() throws Exception {
        assertThat(answer(batch()).hasTaken()).isTrue();
        assertThat(asked).isEmpty();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(batch -> batch.setNamespace(""), "/namespace", "required"),
                mistake(batch -> batch.setNamespace("No Name"), "/namespace", "invalid-value"),
                mistake(batch -> batch.clearJob(), "/job", "required"),
                mistake(batch -> batch.setJob("-"), "/job", "invalid-value"),
                mistake(batch -> batch.setAtMicros(-1), "/at", "invalid-value"),
                mistake(batch -> batch.setParamsJson("[]"), "/params", "wrong-type"),
                mistake(batch -> run(batch).setAtMicros(Long.MAX_VALUE), "/runs/1/at", "invalid-value"),
                mistake(batch -> run(batch).setAtMicros(Long.MIN_VALUE), "/runs/1/at", "invalid-value"),
                mistake(batch -> run(batch).setParamsJson("{"), "/runs/1/params", "not-json"),
                mistake(batch -> run(batch).setParamsJson("1"), "/runs/1/params", "wrong-type"),
                mistake(batch -> run(batch).setKey(""), "/runs/1/key", "invalid-value"),
                mistake(batch -> run(batch).setKey("k".repeat(257)), "/runs/1/key", "invalid-value"),
                mistake(batch -> run(batch).setPriority(0), "/runs/1/priority", "out-of-range"),
                mistake(batch -> run(batch).setPriority(11), "/runs/1/priority", "out-of-range"),
                mistake(
                        batch -> batch.addAllRuns(Collections.nCopies(9_999, FeedWire.Run.getDefaultInstance())),
                        "/runs",
                        "too-many"));
    }

    private static Arguments mistake(Consumer<FeedWire.Batch.Builder> change, String pointer, String code) {
        return Arguments.of(change, pointer, code);
    }

    /** The second run. */
    private static FeedWire.Run.Builder run(FeedWire.Batch.Builder batch) {
        return batch.getRunsBuilder(1);
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("mistakes")
    void every_mistake_is_told_with_its_place_and_nothing_is_asked_for(
            Consumer<FeedWire.Batch.Builder> change, String pointer, String code) throws Exception {
        var batch = batch().addRuns(FeedWire.Run.getDefaultInstance()).addRuns(FeedWire.Run.getDefaultInstance());
        change.accept(batch);

        var refused = answer(batch).getRefused();

        assertThat(refused.getStatus()).isEqualTo(422);
        assertThat(refused.getCode()).isEqualTo("invalid-request");
        assertThat(refused.getMistakesList())
                .extracting(Mistake::getPointer, Mistake::getCode)
                .containsExactly(tuple(pointer, code));
        assertThat(asked).isEmpty();
    }

    @Test
    void no_more_mistakes_are_told_than_anybody_reads() throws Exception {
        var batch = batch();
        Collections.nCopies(500, FeedWire.Run.newBuilder().setKey("").build()).forEach(batch::addRuns);

        assertThat(answer(batch).getRefused().getMistakesList()).hasSize(100);
    }

    @Test
    void a_batch_of_too_many_bytes_is_refused_as_a_body_is() throws Exception {
        var refused = answer(batch().setParamsJson("{\"a\": \"" + "x".repeat(8 << 20) + "\"}"))
                .getRefused();

        assertThat(refused.getStatus()).isEqualTo(413);
        assertThat(refused.getCode()).isEqualTo("body-too-large");
    }

    @Test
    void a_refusal_has_the_status_that_rest_gives_it() throws Exception {
        reply = new Reply.Refused(Reply.Kind.NOT_FOUND, "job-not-found", "there is no job shop/nightly");

        var refused = answer(one()).getRefused();

        assertThat(refused.getNumber()).isEqualTo(17);
        assertThat(refused.getStatus()).isEqualTo(404);
        assertThat(refused.getCode()).isEqualTo("job-not-found");
        assertThat(refused.getDetail()).isEqualTo("there is no job shop/nightly");
    }

    @Test
    void what_may_still_take_effect_is_no_refusal() throws Exception {
        reply = new Reply.Refused(Reply.Kind.UNAVAILABLE, "not-yet-durable", "it may still take effect");

        var unknown = answer(one()).getUnknown();

        assertThat(unknown.getNumber()).isEqualTo(17);
        assertThat(unknown.getCode()).isEqualTo("not-yet-durable");
    }

    @Test
    void nothing_is_asked_for_while_the_database_is_one_that_was_restored() throws Exception {
        restored = Optional.of("it was restored");

        assertThat(answer(one()).getRefused().getCode()).isEqualTo("database-restored");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_database_that_can_not_be_read_is_a_refusal_because_nothing_was_asked_for() throws Exception {
        Answerer unread = (_, _) -> {
            throw new StoreException(StoreException.Code.UNAVAILABLE, "it does not answer");
        };

        var refused = desk(unread).answer(one().build()).getRefused();

        assertThat(refused.getStatus()).isEqualTo(503);
        assertThat(refused.getCode()).isEqualTo("store-unavailable");
    }

    @Test
    void what_a_later_client_says_on_top_is_passed_over() throws Exception {
        var more = UnknownFieldSet.newBuilder()
                .addField(4_711, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();

        var later = one().setUnknownFields(more);
        later.getRunsBuilder(0).setUnknownFields(more);

        assertThat(answer(FeedWire.Batch.parseFrom(later.build().toByteArray()).toBuilder())
                        .hasTaken())
                .isTrue();
    }

    private static FeedWire.Batch.Builder batch() {
        return FeedWire.Batch.newBuilder().setNumber(17).setNamespace("shop").setJob("nightly");
    }

    private static FeedWire.Batch.Builder one() {
        return batch().addRuns(FeedWire.Run.getDefaultInstance());
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private FeedWire.Answered answer(FeedWire.Batch.Builder batch) throws InterruptedException {
        return desk((command, _) -> {
                    asked.add(command);
                    return reply;
                })
                .answer(batch.build());
    }

    private FeedDesk desk(Answerer owners) {
        return new FeedDesk(owners, new TestingStore(clock).catalog(), clock, () -> restored);
    }
}
