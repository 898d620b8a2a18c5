package io.carillon.engine.testing;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.HeldAttempt;
import io.carillon.engine.Report;
import io.carillon.engine.Saved;
import io.carillon.engine.SessionId;
import io.carillon.engine.WorkerFacts;
import io.carillon.engine.WorkerLoad;
import io.carillon.model.AppName;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A worker that does what a test says. Like a real one it keeps every result until it is acknowledged, and says what it holds when
 * it connects again.
 */
public final class TestingWorker {

    private TestingNode node;
    private final WorkerId id;
    private final AppName app;
    private final int slots;
    private final Map<RunId, Effect.Assign> holding = new LinkedHashMap<>();
    private final Map<Token, Map<RunId, Report>> unacknowledged = new LinkedHashMap<>();
    private final List<Received> received = new ArrayList<>();
    private final List<Effect.Acknowledge> acknowledgements = new ArrayList<>();
    private final List<Effect.AcknowledgeSaving> savings = new ArrayList<>();
    private final List<Effect.Stop> stops = new ArrayList<>();
    private final List<Effect.Disclaim> disclaimed = new ArrayList<>();
    private final List<Integer> wanted = new ArrayList<>();
    private final List<Effect.ConfirmCredit> confirmations = new ArrayList<>();
    private Set<String> capabilities = Set.of("noop");
    private Map<String, String> labels = Map.of();
    private @Nullable SessionId session;
    private long lastSaving;
    private int boot = 1;
    private boolean byCredit;
    private boolean eager;

    TestingWorker(TestingNode node, String id, String app, int slots) {
        this.node = node;
        this.id = new WorkerId(id);
        this.app = new AppName(app);
        this.slots = slots;
    }

    /** An assignment, and when it came. */
    public record Received(Effect.Assign assign, Instant at) {

        public RunId run() {
            return assign.run().id();
        }

        public Token token() {
            return assign.attempt().token();
        }
    }

    public TestingWorker capable(String... of) {
        capabilities = Set.of(of);
        return this;
    }

    public TestingWorker labelled(Map<String, String> with) {
        labels = Map.copyOf(with);
        return this;
    }

    /** From now on every attempt succeeds as soon as it arrives. */
    public TestingWorker eager() {
        eager = true;
        return this;
    }

    /** Connects, anew if it was connected, and resends what was not acknowledged. */
    public TestingWorker join() {
        List<HeldAttempt> held = held();
        joinHolding(held);
        resend();
        if (eager) {
            List.copyOf(holding.keySet()).forEach(this::succeed);
        }
        return this;
    }

    /** Connects to another node in place of the first. */
    public TestingWorker moveTo(TestingNode other) {
        node = other;
        return join();
    }

    /** Answers the question what it holds, and resends what was not acknowledged. */
    void recall() {
        node.enqueue(() -> {
            if (session != null) {
                node.deliver(new Event.WorkerHolds(session, held()));
                resend();
            }
        });
    }

    private void resend() {
        List<Report> resent = new ArrayList<>();
        unacknowledged.values().forEach(reports -> resent.addAll(reports.values()));
        if (!resent.isEmpty()) {
            report(List.copyOf(resent));
        }
    }

    private List<HeldAttempt> held() {
        var held = new ArrayList<HeldAttempt>();
        holding.values()
                .forEach(assign -> held.add(new HeldAttempt(
                        assign.run().id(),
                        assign.attempt().token(),
                        assign.attempt().handedOutAt())));
        for (Map<RunId, Report> reports : unacknowledged.values()) {
            reports.values().forEach(report -> held.add(new HeldAttempt(report.run(), report.token(), node.now())));
        }
        return held;
    }

    /** Connects and claims exactly these attempts. */
    public TestingWorker joinHolding(List<HeldAttempt> held) {
        session = node.newSession(this);
        node.deliver(new Event.WorkerJoined(
                session,
                new WorkerFacts(id, id + "-" + boot, app, slots, byCredit, capabilities, labels, List.copyOf(held))));
        return this;
    }

    /** From its next connection on it takes only what it grants. */
    public TestingWorker byCredit() {
        byCredit = true;
        return this;
    }

    /** Lets the node have sent it so many attempts since it connected, while other nodes have some of its slots too. */
    public TestingWorker grant(long total) {
        node.deliver(new Event.WorkerGranted(session(), total, true, 0));
        return this;
    }

    /** Takes some back, and wants to know what is left. */
    public TestingWorker takeBack(long total, int number) {
        node.deliver(new Event.WorkerGranted(session(), total, true, number));
        return this;
    }

    /** Wants to hear again how many runs wait for it. */
    public void ask() {
        node.deliver(new Event.WorkerAsks(session()));
    }

    /** Its process dies and another one takes its place: it holds nothing. */
    public TestingWorker restart() {
        forgetEverything();
        boot++;
        return join();
    }

    public void forgetEverything() {
        holding.clear();
        unacknowledged.clear();
    }

    /** Says how busy its machine is. */
    public TestingWorker loaded(WorkerLoad load) {
        node.deliver(new Event.WorkerLoaded(session(), load));
        return this;
    }

    public void drain() {
        node.deliver(new Event.WorkerDraining(session()));
    }

    /** It says that it holds nothing, whatever is on its way to it, and ends. */
    public void finish() {
        node.deliver(new Event.WorkerDone(session()));
        leave();
    }

    /** Its connection breaks; it goes on with what it has. */
    public void leave() {
        SessionId left = session();
        session = null;
        node.deliver(new Event.WorkerLeft(left));
    }

    public void begin(RunId run) {
        report(List.of(new Report.Began(run, token(run))));
    }

    public void succeed(RunId run) {
        succeed(run, null);
    }

    public void succeed(RunId run, @Nullable Json result) {
        end(new Report.Succeeded(run, token(run), Duration.ofMillis(5), result));
    }

    public void fail(RunId run) {
        fail(run, "BOOM", true);
    }

    public void fail(RunId run, String code, boolean retryable) {
        var error = new RunError(code, "told to fail");
        end(new Report.Failed(run, token(run), Duration.ofMillis(5), error, retryable));
    }

    /** Finds that there is nothing to be done. */
    public void skip(RunId run, String reason) {
        end(new Report.Skipped(run, token(run), Duration.ofMillis(5), reason));
    }

    /** Asks for another attempt after a while. */
    public void postpone(RunId run, Duration after, String reason) {
        end(new Report.Postponed(run, token(run), after, reason));
    }

    /** Lets go of what it has begun elsewhere. */
    public void defer(RunId run) {
        end(new Report.Deferred(run, token(run), Duration.ofMillis(5)));
    }

    /** Finds out that a run falls into these parts, and wants no result of theirs. */
    public void map(RunId run, List<Json.Obj> items) {
        end(new Report.Mapped(run, token(run), Duration.ofMillis(5), items, false));
    }

    /** Finds out that a run falls into these parts, and wants to make one result of theirs. */
    public void mapAndGather(RunId run, List<Json.Obj> items) {
        end(new Report.Mapped(run, token(run), Duration.ofMillis(5), items, true));
    }

    public void stopped(RunId run) {
        end(new Report.Stopped(run, token(run)));
    }

    public void refuse(RunId run) {
        end(new Report.Refused(run, token(run), new RunError("BUSY", "told to refuse")));
    }

    /** Says anything at all, whether it holds the attempt or not. */
    public void report(List<Report> reports) {
        node.deliver(new Event.Reported(session(), reports));
    }

    /** What it holds, in the order in which it came. */
    public List<RunId> holding() {
        return List.copyOf(holding.keySet());
    }

    /** The one attempt that it holds. */
    public RunId only() {
        if (holding.size() != 1) {
            throw new IllegalStateException("worker " + id + " holds " + holding.keySet() + ", not one attempt");
        }
        return holding.keySet().iterator().next();
    }

    /** Everything that it was ever given. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    public List<Effect.Acknowledge> acknowledgements() {
        return List.copyOf(acknowledgements);
    }

    /** Saves something of an attempt that it holds, and wants to hear of it. */
    public void save(RunId run, String step, Json value) {
        report(List.of(new Report.Saving(run, token(run), ++lastSaving, new Saved.Entry(step, value))));
    }

    /** What it was told of what it wanted saved. */
    public List<Effect.AcknowledgeSaving> savings() {
        return List.copyOf(savings);
    }

    /** Attempts of which it was told that another node has their runs. */
    public List<Effect.Disclaim> disclaimed() {
        return List.copyOf(disclaimed);
    }

    /** How many runs it was told to wait for its slots, each time that it was. */
    public List<Integer> wanted() {
        return List.copyOf(wanted);
    }

    /** What it was told to count of what it granted. */
    public List<Effect.ConfirmCredit> confirmations() {
        return List.copyOf(confirmations);
    }

    public List<Effect.Stop> stops() {
        return List.copyOf(stops);
    }

    public Token token(RunId run) {
        Effect.Assign assign = holding.get(run);
        if (assign == null) {
            throw new IllegalStateException("worker " + id + " does not hold " + run + " but " + holding.keySet());
        }
        return assign.attempt().token();
    }

    public WorkerId id() {
        return id;
    }

    boolean isOn(SessionId other) {
        return other.equals(session);
    }

    void take(Effect.ToWorker told) {
        switch (told) {
            case Effect.Recall _ -> recall();
            case Effect.Assign assign -> take(assign);
            case Effect.Stop stop -> take(stop);
            case Effect.Acknowledge acknowledge -> take(acknowledge);
            case Effect.AcknowledgeSaving acknowledge -> savings.add(acknowledge);
            case Effect.Disclaim other -> disclaimed.add(other);
            case Effect.Want want -> wanted.add(want.waiting());
            case Effect.ConfirmCredit confirmed -> confirmations.add(confirmed);
        }
    }

    private void take(Effect.Assign assign) {
        received.add(new Received(assign, node.now()));
        holding.put(assign.run().id(), assign);
        if (eager) {
            node.enqueue(() -> succeedIfHeld(assign));
        }
    }

    private void take(Effect.Acknowledge acknowledge) {
        acknowledgements.add(acknowledge);
        Map<RunId, Report> ofToken = unacknowledged.get(acknowledge.token());
        if (ofToken != null) {
            ofToken.remove(acknowledge.run());
        }
    }

    private void take(Effect.Stop stop) {
        stops.add(stop);
        Effect.Assign held = holding.get(stop.run());
        if (stop.reason() == Effect.StopReason.SUPERSEDED
                && held != null
                && held.attempt().token().equals(stop.token())) {
            holding.remove(stop.run());
        }
    }

    private void succeedIfHeld(Effect.Assign assign) {
        Effect.Assign held = holding.get(assign.run().id());
        if (session != null && assign.equals(held)) {
            succeed(assign.run().id());
        }
    }

    private void end(Report report) {
        holding.remove(report.run());
        unacknowledged
                .computeIfAbsent(report.token(), _ -> new LinkedHashMap<>())
                .put(report.run(), report);
        if (session != null) {
            report(List.of(report));
        }
    }

    private SessionId session() {
        if (session == null) {
            throw new IllegalStateException("worker " + id + " is not connected");
        }
        return session;
    }
}
