package io.carillon.gateway.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.Waiting;
import io.carillon.engine.WorkerFacts;
import io.carillon.engine.WorkerLoad;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingStore;
import io.carillon.gateway.WorkerView;
import io.carillon.model.AppName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.run.Run;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.node.NodeWire;
import io.carillon.testkit.wire.NextVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node makes of what a node of the next version says: of what it knows all, and of what it doesn't nothing wrong. */
class NextVersionOfNodesTest {

    private static final int LATER = 4_711;

    private final Run stored = NodeWireTest.STORED;
    private final CommandWire commands = new CommandWire(this::read);
    private final ReplyWire replies = new ReplyWire(this::read);
    private final TestingClock clock = TestingClock.at("2027-01-01T00:00:00Z");
    private final PeerCalls calls = new PeerCalls(
            new KeyedRequests(
                    (command, _) -> {
                        throw new AssertionError("it was carried out: " + command);
                    },
                    new TestingStore(clock).catalog(),
                    clock),
            this::read);

    private Optional<Run> read(Namespace namespace, RunId id) {
        return id.equals(stored.id()) ? Optional.of(stored) : Optional.empty();
    }

    static Stream<Command> commands() {
        return NodeWireTest.commands();
    }

    static Stream<Reply> replies() {
        return NodeWireTest.replies();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_that_says_more_is_read_as_far_as_it_is_known(Command command) throws Exception {
        var frame = NodeWire.Asked.parseFrom(
                NextVersion.of(CommandWire.write(command)).toByteArray());

        assertThat(commands.read(frame)).contains(command);
        assertThat(NextVersion.isKept(frame)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("replies")
    void a_reply_that_says_more_is_read_as_far_as_it_is_known(Reply reply) throws Exception {
        var frame = NodeWire.Answered.parseFrom(
                NextVersion.of(ReplyWire.write(reply)).toByteArray());

        assertThat(replies.read(frame)).contains(reply);
    }

    @Test
    void workers_of_whom_more_is_said_are_shown() {
        var facts = new WorkerFacts(
                new WorkerId("worker-1"),
                "boot",
                new AppName("shop"),
                4,
                false,
                Set.of("noop"),
                Map.of("zone", "a"),
                List.of());
        var worker = new WorkerView(
                facts, clock.instant(), 2, new WorkerLoad(100, WorkerLoad.NOT_TOLD, WorkerLoad.NOT_TOLD), false);

        assertThat(WorkersWire.read(NextVersion.of(WorkersWire.write(List.of(worker)))))
                .containsExactly(worker);
    }

    @Test
    void an_unknown_command_is_refused_and_nothing_has_happened() throws Exception {
        NodeWire.Answered answer = calls.answer(NextVersion.of(NodeWire.Asked.getDefaultInstance()));

        assertThat(answer.getRefused().getCode()).isEqualTo("unknown-command");
    }

    @Test
    void a_definition_with_something_unknown_in_it_is_refused_instead_of_being_taken_without_it() throws Exception {
        var draft = NodeWire.JobDraft.newBuilder().setDocumentJson("""
                {"apiVersion": "carillon/v1", "kind": "Job", "metadata": {"name": "new"},
                 "spec": {"task": {"type": "noop", "app": "shop"}, "saidByTheNextVersion": 1}}""");

        NodeWire.Answered answer =
                calls.answer(NodeWire.Asked.newBuilder().setCreateJob(draft).build());

        assertThat(answer.getRefused().getCode()).isEqualTo("unknown-command");
        assertThat(answer.getRefused().getMessage()).contains("saidByTheNextVersion");
    }

    @Test
    void a_callback_with_an_outcome_that_is_not_known_decides_nothing() throws Exception {
        NodeWire.CallBack known = CommandWire.write(NodeWireTest.commands()
                        .filter(command -> command instanceof Command.CallBack)
                        .reduce((_, last) -> last)
                        .orElseThrow())
                .getCallBack();
        var later = Result.newBuilder(known.getResult()).setOutcomeValue(LATER);
        var unsaid = Result.newBuilder(known.getResult()).setOutcome(Outcome.OUTCOME_UNSPECIFIED);

        for (NodeWire.CallBack call : List.of(
                known.toBuilder().setResult(later).build(),
                known.toBuilder().setResult(unsaid).build(),
                NextVersion.of(known.toBuilder().clearHow().build()))) {
            NodeWire.Answered answer =
                    calls.answer(NodeWire.Asked.newBuilder().setCallBack(call).build());

            assertThat(answer.getRefused().getCode()).isEqualTo("unknown-command");
        }
    }

    @Test
    void an_unknown_reply_is_none() {
        assertThat(replies.read(NextVersion.of(NodeWire.Answered.getDefaultInstance())))
                .isEmpty();
    }

    @Test
    void a_refusal_of_a_kind_that_is_not_known_is_one_to_try_again() {
        var refusal = NodeWire.Refusal.newBuilder().setKindValue(LATER).setCode("new-reason");

        assertThat(replies.read(
                        NodeWire.Answered.newBuilder().setRefused(refusal).build()))
                .contains(new Reply.Refused(Reply.Kind.UNAVAILABLE, "new-reason", ""));
    }

    @Test
    void a_run_in_a_state_that_is_not_known_is_shown_as_it_is_stored() {
        for (NodeWire.State state : List.of(
                NextVersion.of(NodeWire.State.getDefaultInstance()),
                NodeWire.State.newBuilder()
                        .setStopping(NodeWire.UnderWay.newBuilder().setCause("FOR_REASONS_OF_ITS_OWN"))
                        .build(),
                NodeWire.State.newBuilder()
                        .setUnwinding(NodeWire.InParts.newBuilder().setParts(2).setCause("FOR_REASONS_OF_ITS_OWN"))
                        .build())) {
            assertThat(StateWire.read(state, stored.state())).isEqualTo(stored.state());
        }
    }

    @Test
    void an_obstacle_that_is_not_known_is_none_that_could_be_told() {
        var later = NextVersion.of(NodeWire.Obstacle.getDefaultInstance());

        assertThat(ObstacleWire.read(later)).isEqualTo(new Waiting.Nothing());
    }

    @Test
    void what_can_not_be_made_sense_of_is_said_to_be_so() {
        var nobody = NodeWire.Asked.newBuilder()
                .setPauseJob(NodeWire.JobKey.getDefaultInstance())
                .build();

        assertThatThrownBy(() -> commands.read(nobody)).isInstanceOf(IllegalArgumentException.class);
    }
}
