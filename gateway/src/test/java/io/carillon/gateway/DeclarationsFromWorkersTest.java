package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Event;
import io.carillon.engine.SessionId;
import io.carillon.engine.testing.TestingClock;
import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Problem;
import io.carillon.model.job.Difference;
import io.carillon.model.json.Json;
import io.carillon.protocol.v1.Declaration;
import io.carillon.protocol.v1.DeclarationAnswer;
import io.carillon.protocol.v1.DeclarationAnswers;
import io.carillon.protocol.v1.DeclarationOutcome;
import io.carillon.protocol.v1.Declarations;
import io.carillon.protocol.v1.Sync;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What code declares comes in by the same stream as results, and goes elsewhere. */
class DeclarationsFromWorkersTest {

    private static final int MAX_BYTES = 4_711;

    private final List<Event> events = new ArrayList<>();
    private final Intake intake = new Intake();
    private final WorkerSessions sessions = new WorkerSessions(
            new NodeId("node-1"),
            Duration.ofSeconds(1),
            events::add,
            TestingClock.at("2027-01-01T00:00:00Z"),
            new WorkerSessions.Beside(LogSink.NONE, Optional.empty(), intake, ShardSource.NONE));
    private final TestingFrameSink sink = new TestingFrameSink();
    private final SessionId session = sessions.opened(sink);

    private static final class Intake implements DeclarationSink {

        private final List<Declared> declared = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();
        private final List<SessionId> left = new ArrayList<>();

        @Override
        public int frameBytes() {
            return MAX_BYTES;
        }

        @Override
        public void take(SessionId worker, AppName app, List<Declared> all, Answer answer) {
            declared.addAll(all);
            answers.add(answer);
        }

        @Override
        public void left(SessionId worker) {
            left.add(worker);
        }
    }

    @BeforeEach
    void greet() {
        var hello = Frames.hello("worker-1").clearTaskTypes().addTaskTypes("handler:close");
        sessions.received(session, WorkerFrame.newBuilder().setHello(hello).build());
        events.clear();
    }

    @Test
    void the_welcome_says_how_much_a_frame_may_hold() {
        assertThat(sink.last().getWelcome().getDeclarationBytes()).isEqualTo(MAX_BYTES);
    }

    @Test
    void a_declaration_goes_past_the_core_with_the_app_of_its_worker() {
        says(Declarations.newBuilder()
                .setSequence(1)
                .setEdition(7)
                .addDeclarations(close().setFieldsJson("{\"spec\":{\"timeout\":\"30s\"}}")));

        var declared = intake.declared.getFirst();
        assertThat(declared.key()).isEqualTo(JobKey.of("default", "close"));
        assertThat(declared.said())
                .isEqualTo(new io.carillon.model.job.Declaration(
                        new AppName(Frames.hello("worker-1").getApp()),
                        "close",
                        io.carillon.model.job.Sync.ENFORCE,
                        7,
                        Json.Obj.ofText("{\"spec\":{\"timeout\":\"30s\"}}")));
        assertThat(declared.problems()).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void what_is_wrong_with_one_is_said_of_that_one() {
        says(Declarations.newBuilder()
                .addDeclarations(close())
                .addDeclarations(close().setJob("no name"))
                .addDeclarations(close().setHandler("other"))
                .addDeclarations(close().setSync(Sync.SYNC_UNSPECIFIED))
                .addDeclarations(close().setFieldsJson("[]"))
                .addDeclarations(close().setFieldsJson("{\"spec\":{\"task\":{\"app\":\"bank\"}}}")));

        assertThat(intake.declared)
                .extracting(each -> each.problems().stream().map(Problem::code).toList())
                .containsExactly(
                        List.of(),
                        List.of("invalid-value"),
                        List.of("unknown-handler"),
                        List.of("unknown-sync"),
                        List.of("not-json"),
                        List.of("misplaced"));
        assertThat(sink.isClosed()).isFalse();
    }

    @Test
    void the_answer_says_what_became_of_each_and_whether_to_ask_again() {
        says(Declarations.newBuilder().setSequence(3).addDeclarations(close()));
        var difference = new Difference("/spec/timeout", Json.of("30s"), null);
        intake.answers
                .getFirst()
                .decided(List.of(
                        new DeclarationSink.Outcome.Created(),
                        new DeclarationSink.Outcome.Kept(List.of()),
                        new DeclarationSink.Outcome.Kept(List.of(difference)),
                        new DeclarationSink.Outcome.Updated(List.of(difference)),
                        new DeclarationSink.Outcome.Outdated(List.of(difference)),
                        new DeclarationSink.Outcome.Refused(
                                "name-taken", "other work", List.of(new Problem("/spec", "wrong", "no"))),
                        new DeclarationSink.Outcome.Later("busy", "soon")));

        DeclarationAnswers answers = sink.last().getDeclarationAnswers();
        assertThat(answers.getSequence()).isEqualTo(3);
        assertThat(answers.getRetryAfterMillis()).isPositive();
        assertThat(answers.getAnswersList())
                .extracting(DeclarationAnswer::getOutcome)
                .containsExactly(
                        DeclarationOutcome.DECLARATION_OUTCOME_CREATED,
                        DeclarationOutcome.DECLARATION_OUTCOME_UNCHANGED,
                        DeclarationOutcome.DECLARATION_OUTCOME_DIFFERS,
                        DeclarationOutcome.DECLARATION_OUTCOME_UPDATED,
                        DeclarationOutcome.DECLARATION_OUTCOME_DIFFERS,
                        DeclarationOutcome.DECLARATION_OUTCOME_REFUSED,
                        DeclarationOutcome.DECLARATION_OUTCOME_LATER);
        assertThat(answers.getAnswers(2).getDifferences(0).getCodeJson()).isEqualTo("\"30s\"");
        assertThat(answers.getAnswers(2).getDifferences(0).getServerJson()).isEmpty();
        assertThat(answers.getAnswers(4).getCode()).isEqualTo("declared-later");
        assertThat(answers.getAnswers(5).getMistakes(0).getPointer()).isEqualTo("/spec");
    }

    @Test
    void more_than_fits_is_refused_and_costs_the_worker_nothing_else() {
        says(Declarations.newBuilder().setSequence(4).addAllDeclarations(Collections.nCopies(1_001, close().build())));
        DeclarationAnswers tooMany = sink.last().getDeclarationAnswers();
        says(Declarations.newBuilder()
                .setSequence(5)
                .addDeclarations(close().setFieldsJson("{\"a\":\"" + "x".repeat(MAX_BYTES) + "\"}")));

        assertThat(tooMany.getAnswersList())
                .hasSize(1_001)
                .allMatch(answer -> answer.getCode().equals("too-many-declarations"));
        assertThat(sink.last().getDeclarationAnswers().getAnswers(0).getOutcome())
                .isEqualTo(DeclarationOutcome.DECLARATION_OUTCOME_REFUSED);
        assertThat(intake.answers).isEmpty();
        assertThat(sink.isClosed()).isFalse();
    }

    @Test
    void whoever_leaves_or_is_replaced_by_his_own_reconnect_declares_nothing_any_more() {
        var again = sessions.opened(new TestingFrameSink());
        sessions.received(
                again,
                WorkerFrame.newBuilder().setHello(Frames.hello("worker-1")).build());
        sessions.closed(again);

        assertThat(intake.left).containsExactly(session, again);
    }

    private void says(Declarations.Builder declarations) {
        sessions.received(
                session, WorkerFrame.newBuilder().setDeclarations(declarations).build());
    }

    private static Declaration.Builder close() {
        return Declaration.newBuilder()
                .setNamespace("default")
                .setJob("close")
                .setHandler("close")
                .setSync(Sync.SYNC_ENFORCE);
    }
}
