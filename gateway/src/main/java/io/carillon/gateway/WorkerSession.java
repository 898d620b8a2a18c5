package io.carillon.gateway;

import io.carillon.engine.SessionId;
import io.carillon.engine.WorkerFacts;
import io.carillon.engine.WorkerLoad;
import io.carillon.protocol.v1.NodeFrame;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One worker's stream, from its first frame to its end. */
final class WorkerSession {

    /** So many intervals of silence end a stream that only looks alive. */
    private static final int MAX_SILENT_BEATS = 3;

    private final SessionId id;
    private final FrameSink sink;
    private final AtomicInteger silentBeats = new AtomicInteger();
    private volatile @Nullable WorkerView view;

    /** Frames of one stream come one after the other: nobody else looks at it. */
    private WorkerLoad toldLoad = WorkerLoad.UNKNOWN;

    private int lastCredit;

    /** Counted by whoever carries effects out, one after the other. */
    private long assigned;

    private volatile boolean wanted;

    WorkerSession(SessionId id, FrameSink sink) {
        this.id = id;
        this.sink = sink;
    }

    SessionId id() {
        return id;
    }

    void send(NodeFrame frame) {
        sink.send(frame);
    }

    void close() {
        sink.close();
    }

    /** The worker that said hello on this stream, if it has. */
    @Nullable
    WorkerView view() {
        return view;
    }

    /** Who it was that said hello. */
    WorkerFacts facts() {
        WorkerView known = view;
        if (known == null) {
            throw new IllegalStateException("nobody has said hello on stream " + id);
        }
        return known.facts();
    }

    void greeted(WorkerFacts facts, Instant now) {
        view = new WorkerView(facts, now, facts.holding().size(), WorkerLoad.UNKNOWN, false);
    }

    void heard() {
        silentBeats.set(0);
    }

    /** How many attempts the worker says that it runs, and how busy it is; returns whether that is so much news as to be told. */
    boolean feels(int running, WorkerLoad load) {
        WorkerView known = view;
        if (known != null) {
            view = new WorkerView(known.facts(), known.connectedAt(), running, load, known.draining());
        }
        boolean news = load.differsFrom(toldLoad);
        toldLoad = news ? load : toldLoad;
        return news;
    }

    /** Answers whether a credit is news: one that comes behind a later one says what is no longer so. */
    boolean isLater(int revision) {
        boolean later = revision > lastCredit;
        lastCredit = Math.max(lastCredit, revision);
        return later;
    }

    /** Answers with how many attempts it was sent, with these. */
    long assigned(int more) {
        assigned += more;
        return assigned;
    }

    /** Whether it was last told that runs wait for its slots. */
    boolean isWanted() {
        return wanted;
    }

    void wanted(boolean now) {
        wanted = now;
    }

    /** The worker takes no more; it still runs what it has. */
    void draining() {
        WorkerView known = view;
        if (known != null) {
            view = new WorkerView(known.facts(), known.connectedAt(), known.running(), known.load(), true);
        }
    }

    /** Counts an interval; returns false if the worker has been silent for too many. */
    boolean beat() {
        return silentBeats.getAndIncrement() < MAX_SILENT_BEATS;
    }
}
