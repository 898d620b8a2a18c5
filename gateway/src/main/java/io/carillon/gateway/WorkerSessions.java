package io.carillon.gateway;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Report;
import io.carillon.engine.SessionId;
import io.carillon.engine.WorkerFacts;
import io.carillon.engine.WorkerLoad;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.run.Run;
import io.carillon.protocol.v1.Acknowledgements;
import io.carillon.protocol.v1.AskShards;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Assignments;
import io.carillon.protocol.v1.Declarations;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.Logs;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Nodes;
import io.carillon.protocol.v1.Recall;
import io.carillon.protocol.v1.Refused;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Saving;
import io.carillon.protocol.v1.Stops;
import io.carillon.protocol.v1.Welcome;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The streams of all connected workers. A frame that makes no sense ends its stream with a reason and touches nothing else; a
 * worker whose id is in use by another process is refused.
 */
public final class WorkerSessions {

    public static final int PROTOCOL_VERSION = 1;

    private final Map<SessionId, WorkerSession> open = new ConcurrentHashMap<>();
    private final Map<WorkerId, WorkerSession> byWorker = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final NodeId node;
    private final Duration heartbeat;
    private final EventSink events;
    private final InstantSource clock;
    private final LogSink logs;
    private final Optional<CallbackDoor> callbacks;
    private final DeclarationSink declarations;
    private final ShardSource shards;
    private volatile Nodes nodes = Nodes.getDefaultInstance();

    /** Coming and going, one at a time: of two streams with one worker id the second sees the first, and nobody joins after he left. */
    private final Object threshold = new Object();

    /** Sessions of a node that keeps no logs, takes no declarations, and that nobody can call back. */
    public WorkerSessions(NodeId node, Duration heartbeat, EventSink events, InstantSource clock) {
        this(
                node,
                heartbeat,
                events,
                clock,
                new Beside(LogSink.NONE, Optional.empty(), DeclarationSink.NONE, ShardSource.NONE));
    }

    /**
     * Where goes what is not for the core.
     *
     * @param callbacks who says by which address and key somebody can call back; empty if nobody can
     */
    public record Beside(
            LogSink logs, Optional<CallbackDoor> callbacks, DeclarationSink declarations, ShardSource shards) {}

    public WorkerSessions(NodeId node, Duration heartbeat, EventSink events, InstantSource clock, Beside beside) {
        this.node = node;
        this.heartbeat = heartbeat;
        this.events = events;
        this.clock = clock;
        this.logs = beside.logs();
        this.callbacks = beside.callbacks();
        this.declarations = beside.declarations();
        this.shards = beside.shards();
    }

    public SessionId opened(FrameSink sink) {
        var session = new WorkerSession(new SessionId(lastId.incrementAndGet()), sink);
        open.put(session.id(), session);
        return session.id();
    }

    /** Takes one frame of a stream. Frames of one stream come one after the other. */
    public void received(SessionId id, WorkerFrame frame) {
        WorkerSession session = open.get(id);
        if (session == null) {
            return;
        }
        session.heard();
        try {
            take(session, frame);
        } catch (IllegalArgumentException invalid) {
            refuse(session, "INVALID_FRAME", String.valueOf(invalid.getMessage()), false);
        }
    }

    public void closed(SessionId id) {
        synchronized (threshold) {
            WorkerSession session = open.remove(id);
            WorkerView view = session == null ? null : session.view();
            if (view != null && byWorker.remove(view.facts().id(), session)) {
                events.put(new Event.WorkerLeft(id));
            }
            declarations.left(id);
        }
    }

    /** Called once an interval: ends the streams of workers that have been silent for too long. */
    public void beat() {
        for (WorkerSession session : List.copyOf(open.values())) {
            if (!session.beat()) {
                end(session);
            }
        }
    }

    /** Carries out the effects that are about workers: one frame of each kind per worker, however many effects there are. */
    public void carryOut(List<Effect> effects) {
        var outgoing = new LinkedHashMap<SessionId, Outgoing>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.ToWorker told) {
                outgoing.computeIfAbsent(told.session(), _ -> new Outgoing()).add(told);
            }
        }
        outgoing.forEach((id, frames) -> {
            WorkerSession session = open.get(id);
            if (session != null) {
                frames.send(session);
            }
        });
    }

    /** The workers that are connected to this node, in the order of their ids. */
    public List<WorkerView> workers() {
        var views = new ArrayList<WorkerView>();
        for (WorkerSession session : byWorker.values()) {
            WorkerView view = session.view();
            if (view != null) {
                views.add(view);
            }
        }
        views.sort((one, other) -> one.facts().id().compareTo(other.facts().id()));
        return views;
    }

    /** The nodes of the cluster, and where they are dialled: workers have a stream to each. */
    public void tell(Map<NodeId, String> cluster) {
        Nodes now = CreditWire.nodes(cluster);
        synchronized (threshold) {
            if (!now.equals(nodes)) {
                nodes = now;
                byWorker.values()
                        .forEach(session -> session.send(
                                NodeFrame.newBuilder().setNodes(now).build()));
            }
        }
    }

    /** Ends every stream. */
    public void close() {
        List.copyOf(open.values()).forEach(this::end);
    }

    private void take(WorkerSession session, WorkerFrame frame) {
        switch (frame.getFrameCase()) {
            case HELLO -> greet(session, frame.getHello());
            case REPORTS, HEARTBEAT, DRAINING, HOLDING, LOGS, ASK_SHARDS, DECLARATIONS -> {
                if (session.view() == null) {
                    refuse(session, "HELLO_EXPECTED", "the first frame must be a hello", false);
                } else {
                    hear(session, frame);
                }
            }
            case FRAME_NOT_SET -> {
                // A frame of a later version: what is not understood is ignored.
            }
        }
    }

    private void hear(WorkerSession session, WorkerFrame frame) {
        switch (frame.getFrameCase()) {
            case REPORTS -> report(session, frame.getReports());
            case HEARTBEAT -> {
                WorkerLoad load = Wire.load(frame.getHeartbeat());
                if (session.feels(frame.getHeartbeat().getRunning(), load)) {
                    events.put(new Event.WorkerLoaded(session.id(), load));
                }
                if (session.isWanted()) {
                    events.put(new Event.WorkerAsks(session.id()));
                }
                session.send(NodeFrame.newBuilder()
                        .setHeartbeat(frame.getHeartbeat())
                        .build());
            }
            case DRAINING -> {
                session.draining();
                boolean done = frame.getDraining().getDone();
                events.put(done ? new Event.WorkerDone(session.id()) : new Event.WorkerDraining(session.id()));
            }
            case HOLDING ->
                events.put(new Event.WorkerHolds(
                        session.id(), Wire.holding(frame.getHolding().getHoldingList())));
            case LOGS -> keep(session, frame.getLogs());
            case ASK_SHARDS -> tellShards(session, frame.getAskShards());
            case DECLARATIONS -> declare(session, frame.getDeclarations());
            case HELLO, FRAME_NOT_SET -> throw new IllegalStateException("not something to hear: " + frame);
        }
    }

    private void greet(WorkerSession session, Hello hello) {
        if (session.view() != null) {
            throw new IllegalArgumentException("a stream begins with a hello and has no other");
        }
        if (hello.getProtocolVersion() < 1) {
            refuse(session, "PROTOCOL_VERSION", "this node speaks version " + PROTOCOL_VERSION, false);
            return;
        }
        WorkerFacts facts = Wire.facts(hello);
        Instant now = clock.instant();
        synchronized (threshold) {
            if (open.containsKey(session.id())) {
                admit(session, facts, now);
            }
        }
    }

    private void admit(WorkerSession session, WorkerFacts facts, Instant now) {
        WorkerSession other = byWorker.get(facts.id());
        WorkerView known = other == null ? null : other.view();
        if (known != null && !known.facts().bootId().equals(facts.bootId())) {
            refuse(session, "WORKER_ID_IN_USE", "worker id '" + facts.id() + "' is in use by another process", true);
            return;
        }
        session.greeted(facts, now);
        byWorker.put(facts.id(), session);
        var welcome = Welcome.newBuilder()
                .setNodeId(node.value())
                .setProtocolVersion(PROTOCOL_VERSION)
                .setHeartbeatMillis((int) heartbeat.toMillis())
                .setLogFrameBytes(logs.frameBytes())
                .setSaves(true)
                .setMaps(true)
                .setCredits(true)
                .setNodes(nodes)
                .setDeclarationBytes(declarations.frameBytes());
        callbacks.ifPresent(door -> door.tell(facts.id(), welcome));
        session.send(NodeFrame.newBuilder().setWelcome(welcome).build());
        events.put(new Event.WorkerJoined(session.id(), facts));
        if (other != null) {
            end(other);
        }
    }

    private void report(WorkerSession session, Reports frame) {
        var reports = new ArrayList<Report>();
        frame.getStartedList().forEach(started -> reports.add(Wire.began(started.getAttempt())));
        frame.getProgressList().forEach(progress -> reports.add(SavingWire.progress(progress, clock.instant())));
        frame.getSavingsList().forEach(saving -> hear(session, saving, reports));
        frame.getResultsList().forEach(result -> {
            reports.addAll(SavingWire.left(result));
            reports.add(Wire.report(result));
        });
        if (!reports.isEmpty()) {
            events.put(new Event.Reported(session.id(), reports));
        }
        if (frame.hasCredit() && session.isLater(frame.getCredit().getRevision())) {
            events.put(CreditWire.granted(session.id(), frame.getCredit()));
        }
    }

    /** What can't be kept is said at once: its owner need not hear of it. */
    private static void hear(WorkerSession session, Saving saving, List<Report> reports) {
        try {
            reports.add(SavingWire.saving(saving));
        } catch (SavingWire.UnfitException unfit) {
            session.send(SavingWire.refusal(saving, unfit.getMessage()));
        }
    }

    /** Nobody's work ends over what he said about it: what makes no sense is forgotten. */
    private void keep(WorkerSession session, Logs frame) {
        var answer = new LogAnswer(session, frame.getSequence());
        LogSink.Delivery delivery;
        try {
            delivery = LogWire.delivery(frame);
        } catch (IllegalArgumentException invalid) {
            logs.refused();
            answer.kept();
            return;
        }
        logs.take(delivery, answer);
    }

    private void declare(WorkerSession session, Declarations frame) {
        DeclarationSink.Answer answer =
                outcomes -> session.send(DeclarationWire.answers(frame.getSequence(), outcomes));
        if (!DeclarationWire.fits(frame, declarations.frameBytes())) {
            answer.decided(DeclarationWire.tooMuch(frame));
            return;
        }
        WorkerFacts facts = session.facts();
        List<DeclarationSink.Declared> declared = DeclarationWire.declared(frame, facts.app(), facts.capabilities());
        synchronized (threshold) {
            if (open.containsKey(session.id())) {
                declarations.take(session.id(), facts.app(), declared, answer);
            }
        }
    }

    private void tellShards(WorkerSession session, AskShards asked) {
        RunId run = Wire.run(asked.getAttempt());
        shards.read(run, Math.max(0, asked.getFirst()), new ShardAnswer(session, asked));
    }

    private record ShardAnswer(WorkerSession session, AskShards asked) implements ShardSource.Answer {

        @Override
        public void are(List<Run> shards) {
            session.send(MapWire.page(asked, shards));
        }

        @Override
        public void notNow(Duration wait) {
            session.send(MapWire.notNow(asked, wait));
        }
    }

    private record LogAnswer(WorkerSession session, long sequence) implements LogSink.Answer {

        @Override
        public void kept() {
            session.send(LogWire.acknowledgement(sequence, 0));
        }

        @Override
        public void notNow(Duration wait) {
            session.send(LogWire.acknowledgement(sequence, (int) Math.max(1, wait.toMillis())));
        }
    }

    private void refuse(WorkerSession session, String code, String message, boolean retryable) {
        session.send(NodeFrame.newBuilder()
                .setRefused(
                        Refused.newBuilder().setCode(code).setMessage(message).setRetryable(retryable))
                .build());
        end(session);
    }

    private void end(WorkerSession session) {
        closed(session.id());
        session.close();
    }

    private static final class Outgoing {

        /** What runs have saved comes along, and a worker takes frames of a bounded size. */
        private static final int ASSIGNMENT_BYTES = 1 << 20;

        private final List<Assignments.Builder> assignments = new ArrayList<>();
        private int lastBytes;
        private final Stops.Builder stops = Stops.newBuilder();
        private final Acknowledgements.Builder acknowledgements = Acknowledgements.newBuilder();
        private final List<NodeFrame> credits = new ArrayList<>();
        private boolean recall;

        void add(Effect.ToWorker told) {
            switch (told) {
                case Effect.Assign assign -> assign(Wire.assignment(assign));
                case Effect.Stop stop -> stops.addStops(Wire.stop(stop));
                case Effect.Acknowledge ack -> acknowledgements.addResults(Wire.acknowledgement(ack));
                case Effect.AcknowledgeSaving ack -> acknowledgements.addSavings(SavingWire.acknowledgement(ack));
                case Effect.Disclaim other -> acknowledgements.addElsewhere(Wire.attempt(other.run(), other.token()));
                case Effect.Recall _ -> recall = true;
                case Effect.Want want -> credits.add(CreditWire.wanted(want));
                case Effect.ConfirmCredit confirm -> credits.add(CreditWire.confirmation(confirm));
            }
        }

        void send(WorkerSession session) {
            if (recall) {
                session.send(NodeFrame.newBuilder()
                        .setRecall(Recall.getDefaultInstance())
                        .build());
            }
            if (acknowledgements.getResultsCount()
                            + acknowledgements.getSavingsCount()
                            + acknowledgements.getElsewhereCount()
                    > 0) {
                session.send(NodeFrame.newBuilder()
                        .setAcknowledgements(acknowledgements)
                        .build());
            }
            if (stops.getStopsCount() > 0) {
                session.send(NodeFrame.newBuilder().setStops(stops).build());
            }
            for (Assignments.Builder some : assignments) {
                some.setSent(session.assigned(some.getAssignmentsCount()));
                session.send(NodeFrame.newBuilder().setAssignments(some).build());
            }
            for (NodeFrame credit : credits) {
                session.wanted(credit.hasWanted() ? credit.getWanted().getWaiting() > 0 : session.isWanted());
                session.send(credit);
            }
        }

        void assign(Assignment assignment) {
            int bytes = assignment.getSerializedSize();
            if (assignments.isEmpty() || lastBytes + bytes > ASSIGNMENT_BYTES) {
                assignments.add(Assignments.newBuilder());
                lastBytes = 0;
            }
            assignments.getLast().addAssignments(assignment);
            lastBytes += bytes;
        }
    }
}
