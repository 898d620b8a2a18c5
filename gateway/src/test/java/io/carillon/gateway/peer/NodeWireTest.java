package io.carillon.gateway.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.Command;
import io.carillon.engine.Guarded;
import io.carillon.engine.Progress;
import io.carillon.engine.Reply;
import io.carillon.engine.Report;
import io.carillon.engine.Waiting;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingResource;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.LimitName;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Priority;
import io.carillon.model.job.RateLimit;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.job.Routing;
import io.carillon.model.job.Sync;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Choice;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.protocol.v1.node.NodeWire;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever nodes ask each other, and whatever they answer, arrives as it was. */
class NodeWireTest {

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00.123456Z");
    private static final JobDraft DRAFT =
            TestingJob.named("nightly").cron("0 0 3 * * ?").priority(7).draft();
    private static final JobKey KEY = DRAFT.key();
    private static final ResourceDraft LIMIT = TestingResource.limit("printer", 2);
    private static final RunId RUN = RunId.firstOf(NOW);
    private static final WorkerId WORKER = new WorkerId("worker-1");
    private static final Token TOKEN = new Token(new Epoch(3), 2);
    private static final Attempt PLAIN = new Attempt(TOKEN, WORKER, NOW);
    private static final Attempt CHOSEN = new Attempt(
            TOKEN, WORKER, NOW, new Choice(Routing.Strategy.BUSY_OVER, 4, 3, 250, new WorkerId("worker-2")));
    private static final RunError ERROR = new RunError("TASK_FAILED", "it broke", "at line 1");
    private static final Duration SPAN = Duration.ofMillis(1_500);
    private static final Declaration SAID = new Declaration(
            new AppName("shop"),
            "close",
            Sync.ENFORCE,
            4,
            Json.object().put("a", 1).build());
    static final Run STORED = run(new RunState.Pending());

    private final CommandWire commands =
            new CommandWire((_, id) -> id.equals(RUN) ? Optional.of(STORED) : Optional.empty());
    private final ReplyWire replies = new ReplyWire((_, id) -> id.equals(RUN) ? Optional.of(STORED) : Optional.empty());

    static Stream<Command> commands() {
        var params = Json.object().put("n", 1).build();
        var trigger = new Command.TriggerJob(KEY, params, NOW, "key", new Priority(9));
        var plain = new Command.TriggerJob(KEY, Json.Obj.EMPTY, null, null, null);
        return Stream.concat(
                Stream.of(
                        new Command.CreateJob(DRAFT),
                        new Command.ReplaceJob(DRAFT, null),
                        new Command.ReplaceJob(DRAFT, 0),
                        new Command.DeclareJob(DRAFT, SAID, 3),
                        new Command.DeleteJob(KEY, null),
                        new Command.DeleteJob(KEY, 4),
                        new Command.PauseJob(KEY),
                        new Command.ResumeJob(KEY),
                        trigger,
                        plain,
                        new Command.TriggerBatch(KEY, List.of(trigger, plain)),
                        new Command.RerunRun(STORED, params, NOW, "key", new Priority(1)),
                        new Command.RerunRun(STORED, Json.Obj.EMPTY, null, null, null),
                        new Command.DiscardRun(RUN),
                        new Command.CancelRun(STORED),
                        new Command.ExplainRun(RUN),
                        new Command.PutResource(LIMIT, null),
                        new Command.PutResource(LIMIT, Command.ABSENT),
                        new Command.DeleteResource(LIMIT.key(), 3),
                        new Command.DeleteResource(LIMIT.key(), null),
                        new Command.DeclareApp(new AppName("shop"))),
                reports().map(how -> new Command.CallBack(how, WORKER)));
    }

    private static Stream<Report.OfState> reports() {
        return Stream.of(
                new Report.Began(RUN, TOKEN),
                new Report.Succeeded(RUN, TOKEN, SPAN, null),
                new Report.Succeeded(RUN, TOKEN, SPAN, Json.of("done")),
                new Report.Failed(RUN, TOKEN, SPAN, ERROR, false),
                new Report.Failed(RUN, TOKEN, SPAN, ERROR, true),
                new Report.Skipped(RUN, TOKEN, SPAN, "nothing to be done"),
                new Report.Postponed(RUN, TOKEN, SPAN, "not yet"),
                new Report.Deferred(RUN, TOKEN, SPAN),
                new Report.Stopped(RUN, TOKEN),
                new Report.Refused(RUN, TOKEN, ERROR));
    }

    static Stream<Reply> replies() {
        var job = new Job(
                new JobId(RUN.value()), KEY, 3, DRAFT.labels(), DRAFT.spec(), true, NOW, NOW.plusSeconds(1), SAID);
        var resource = new Resource(LIMIT.key(), 5, LIMIT.labels(), LIMIT.spec(), NOW);
        var simple = Stream.of(
                new Reply.JobSaved(job),
                new Reply.JobSaved(job.withDeclared(null)),
                new Reply.JobDeleted(KEY),
                new Reply.RunMade(STORED),
                new Reply.RunRepeated(RUN),
                new Reply.RunsMade(List.of(RUN, new RunId(RUN.value() + 1))),
                new Reply.RunDiscarded(RUN),
                new Reply.CancelTaken(RUN),
                new Reply.CallbackTaken(RUN),
                new Reply.ResourceSaved(resource, true),
                new Reply.ResourceDeleted(LIMIT.key()),
                new Reply.AppDeclared(new AppName("shop")));
        var refusals = Arrays.stream(Reply.Kind.values())
                .map(kind -> new Reply.Refused(kind, "code", "message", List.of(new Problem("/spec", "bad", "why"))));
        var progress = new Progress(3, 4, "so far", NOW);
        var explained = Stream.concat(
                states().map(state -> new Reply.RunExplained(run(state), new Waiting.Nothing(), progress)),
                obstacles().map(waiting -> new Reply.RunExplained(STORED, waiting, null)));
        return Stream.of(simple, refusals, explained).flatMap(each -> each);
    }

    private static Stream<RunState> states() {
        return Stream.of(
                new RunState.Pending(),
                new RunState.Waiting(NOW, NOW.plusSeconds(1), null),
                new RunState.Waiting(NOW, NOW.plusSeconds(1), ERROR),
                new RunState.Recovering(NOW, null),
                new RunState.Recovering(NOW, CHOSEN),
                new RunState.Sent(PLAIN),
                new RunState.Working(CHOSEN, NOW.plusSeconds(1)),
                new RunState.Stopping(PLAIN, NOW, RunState.StopCause.TIMED_OUT, NOW.plusSeconds(2)),
                new RunState.Awaiting(PLAIN, NOW, NOW.plusSeconds(3)),
                new RunState.Split(4, NOW),
                new RunState.Unwinding(4, NOW, RunState.StopCause.CANCELLED, NOW.plusSeconds(4)));
    }

    private static Stream<Waiting> obstacles() {
        var byJob = new Guarded.ByJob(KEY);
        var byLimit = new Guarded.ByLimit(Namespace.DEFAULT, new LimitName("printer"));
        var affinity = new Affinity(Map.of("zone", "a"), Map.of("old", "true"));
        return Stream.of(
                new Waiting.Nothing(),
                new Waiting.NotDue(NOW),
                new Waiting.Backlog(),
                new Waiting.RetryPause(NOW),
                new Waiting.EarlierRuns(1, 2, List.of(RUN), 3),
                new Waiting.Recovery(NOW),
                new Waiting.LimitReached(new LimitName("printer"), 1, 2, List.of(RUN)),
                new Waiting.RateReached(byJob, new RateLimit(3, SPAN), null),
                new Waiting.RateReached(byLimit, new RateLimit(3, SPAN), NOW),
                new Waiting.BreakerOpen(byLimit, NOW, 2, 3),
                new Waiting.BreakerTrying(byJob, null),
                new Waiting.BreakerTrying(byJob, RUN),
                new Waiting.NoWorker(new AppName("shop")),
                new Waiting.NoCapableWorker(new AppName("shop"), "sql", 2, List.of("noop", "http")),
                new Waiting.NoMatchingLabels(affinity, 2, WORKER, Map.of("zone", "a"), Map.of("old", "true")),
                new Waiting.NoFreeSlot(2, 8),
                new Waiting.ForOneWorker(WORKER, 4),
                new Waiting.ItsTurn(),
                new Waiting.Shards(4, 3, 1),
                new Waiting.Callback(WORKER, NOW, NOW.plusSeconds(1)),
                new Waiting.WorkerToBegin(WORKER, NOW));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_arrives_as_it_was(Command command) {
        NodeWire.Asked frame = CommandWire.write(command);

        assertThat(commands.read(frame)).contains(command);
        assertThat(frame.getKeyed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("replies")
    void a_reply_arrives_as_it_was(Reply reply) {
        assertThat(replies.read(ReplyWire.write(reply))).contains(reply);
    }

    @Test
    void every_kind_of_command_and_reply_of_state_and_of_obstacle_is_among_them() {
        assertThat(kinds(commands())).isEqualTo(without(Command.class, Command.LookedUp.class));
        assertThat(kinds(reports())).isEqualTo(without(Report.OfState.class, Report.Mapped.class));
        assertThat(kinds(replies())).isEqualTo(without(Reply.class));
        assertThat(kinds(obstacles())).isEqualTo(without(Waiting.class));
    }

    @Test
    void what_was_looked_up_is_to_be_looked_up_again() {
        var asked = new Command.TriggerJob(KEY, Json.Obj.EMPTY, null, "key", null);

        NodeWire.Asked frame = CommandWire.write(new Command.LookedUp(asked, NOW));

        assertThat(frame.getKeyed()).isTrue();
        assertThat(commands.read(frame)).contains(asked);
    }

    @Test
    void a_run_that_is_not_there_is_named_in_vain() {
        Run gone = STORED.marked(new Mark.Discarded(NOW));
        var none = new CommandWire((_, _) -> Optional.empty());

        assertThat(none.read(CommandWire.write(new Command.CancelRun(gone)))).isEmpty();
    }

    @Test
    void of_a_run_that_has_ended_meanwhile_the_database_says_how() {
        var failed = new RunState.Failed(PLAIN, NOW, NOW.plusSeconds(1), ERROR);
        var after = new ReplyWire((_, _) -> Optional.of(run(failed)));
        var explained = new Reply.RunExplained(run(new RunState.Sent(PLAIN)), new Waiting.Nothing(), null);

        Optional<Reply> read = after.read(ReplyWire.write(explained));

        assertThat(read).contains(new Reply.RunExplained(run(failed), new Waiting.Nothing(), null));
    }

    @Test
    void a_command_of_a_later_version_is_said_to_be_unknown() {
        assertThatThrownBy(() -> commands.read(NodeWire.Asked.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(replies.read(NodeWire.Answered.getDefaultInstance())).isEmpty();
    }

    private static Run run(RunState state) {
        return new Run(
                RUN,
                new JobId(RUN.value()),
                KEY,
                1,
                new Cause.Requested(null),
                NOW,
                NOW,
                Priority.DEFAULT,
                Json.Obj.EMPTY,
                2,
                1,
                state);
    }

    private static Set<String> kinds(Stream<?> values) {
        return values.map(value -> value.getClass().getSimpleName()).collect(Collectors.toSet());
    }

    private static Set<String> without(Class<?> sealed, Class<?>... left) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .filter(kind -> !List.of(left).contains(kind))
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
    }
}
