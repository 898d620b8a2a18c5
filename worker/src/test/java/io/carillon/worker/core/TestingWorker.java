package io.carillon.worker.core;

import static io.carillon.worker.core.TestingNode.welcome;

import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.WorkerEvent.FrameReceived;
import io.carillon.worker.core.WorkerEvent.LinkLost;
import io.carillon.worker.core.WorkerEvent.LinkReady;
import io.carillon.worker.core.WorkerEvent.Loss;
import io.carillon.worker.core.WorkerEvent.TaskEnded;
import io.carillon.worker.core.WorkerEvent.TimePassed;
import io.carillon.worker.task.AttemptToken;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** A core on a clock that the test turns, with everything that it ever wanted done. */
final class TestingWorker {

    static final String NODE = "node-1.example:9090";
    static final Instant ORIGIN = Instant.parse("2027-01-01T00:00:00Z");

    private final WorkerCore core;
    private final List<Effect> effects = new ArrayList<>();
    private Load load = Load.NOT_TOLD;
    private Duration elapsed = Duration.ofHours(1);
    private int link;

    TestingWorker(int slots, Limits limits) {
        this(slots, limits, new Servers(List.of(NODE), true));
    }

    TestingWorker(int slots, Limits limits, Servers servers) {
        var types = new TreeSet<>(List.of("noop", "handler:close"));
        var profile = new WorkerProfile("worker-1", "boot-1", "shop", slots, types, new TreeMap<>());
        core = new WorkerCore(profile, servers, limits, new Random(7), () -> load);
    }

    /** A worker with four slots that a node has welcomed. */
    static TestingWorker connected() {
        return connected(4, Limits.DEFAULT);
    }

    static TestingWorker connected(int slots, Limits limits) {
        var worker = new TestingWorker(slots, limits);
        worker.step(new WorkerEvent.Began());
        worker.receive(welcome());
        return worker;
    }

    static AttemptKey attempt(String run, long epoch, int number) {
        return new AttemptKey(run, new AttemptToken(epoch, number));
    }

    /** What its machine tells from now on. */
    TestingWorker loaded(Load now) {
        load = now;
        return this;
    }

    /** Everything wanted so far is forgotten, for a test to see what comes next. */
    TestingWorker clear() {
        effects.clear();
        return this;
    }

    List<Effect> step(WorkerEvent event) {
        var following = core.step(event, new Moment(ORIGIN.plus(elapsed), elapsed));
        for (var effect : following) {
            if (effect instanceof Effect.Dial dial) {
                link = dial.link();
            }
        }
        effects.addAll(following);
        return following;
    }

    List<Effect> receive(NodeFrame frame) {
        return step(new FrameReceived(link, frame));
    }

    List<Effect> receiveOn(int otherLink, NodeFrame frame) {
        return step(new FrameReceived(otherLink, frame));
    }

    List<Effect> end(AttemptKey attempt, TaskOutcome outcome) {
        return step(new TaskEnded(attempt, outcome, false));
    }

    List<Effect> fail(AttemptKey attempt) {
        return step(new TaskEnded(attempt, TaskOutcome.failed("TASK_FAILED", "it broke"), true));
    }

    List<Effect> lose(Loss loss) {
        return step(new LinkLost(link, loss, "gone"));
    }

    /** Lets time go by in one stride. */
    List<Effect> pass(Duration span) {
        elapsed = elapsed.plus(span);
        return step(new TimePassed());
    }

    /** Loses the link, waits as long as the worker wants to, and has it welcomed again. */
    void reconnect() {
        lose(Loss.CLOSED);
        awaitDial();
        receive(welcome());
    }

    /** Turns the clock to the instant that the worker asked for. Answers with how far that was. */
    Duration awaitDial() {
        var before = elapsed;
        elapsed = wakeUp();
        step(new TimePassed());
        return elapsed.minus(before);
    }

    Duration wakeUp() {
        return core.wakeUp().orElseThrow(() -> new IllegalStateException("the worker wants no waking"));
    }

    Duration elapsed() {
        return elapsed;
    }

    int link() {
        return link;
    }

    /** Tells the worker that the link is ready until it has nothing more to say; answers with the results that it sent. */
    List<Result> reported() {
        var results = new ArrayList<Result>();
        for (var sent = flush(); !sent.isEmpty(); sent = flush()) {
            sent.forEach(frame -> results.addAll(frame.getReports().getResultsList()));
        }
        return results;
    }

    List<WorkerFrame> flush() {
        return frames(step(new LinkReady(link)));
    }

    List<WorkerFrame> sent() {
        return frames(effects);
    }

    <E extends Effect> List<E> wanted(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<Notice> notices() {
        return wanted(Effect.Announce.class).stream()
                .map(Effect.Announce::notice)
                .toList();
    }

    static List<WorkerFrame> frames(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Send.class::isInstance)
                .map(effect -> ((Effect.Send) effect).frame())
                .toList();
    }
}
