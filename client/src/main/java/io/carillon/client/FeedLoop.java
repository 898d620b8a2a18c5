package io.carillon.client;

import io.carillon.protocol.v1.feed.FeedWire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is to be sent, and keeps in mind what has no answer yet. One thread does all of it; what others have to say comes as events.
 *
 * <p>Nothing leaves before a node has said welcome, so that what was never welcome has certainly not happened. When a line is lost, the
 * batches on it whose runs all have keys go to the next node; of the others nobody knows.
 */
final class FeedLoop implements Runnable {

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final int MAX_DOUBLINGS = 4;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Deque<FeedBatch> waiting = new ArrayDeque<>();
    private final Map<Long, FeedBatch> underWay = new LinkedHashMap<>();
    private final List<FeedAddress> nodes;
    private final FeedLine.Dialer dialer;
    private final Limits limits;
    private @Nullable Dialled dialled;
    private int place;
    private int failures;
    private boolean pausing;
    private boolean everWelcome;
    private int outage;
    private boolean timed;
    private boolean closed;

    /**
     * @param connectMillis how long a node may take to say welcome
     * @param patienceMillis how long nodes are looked for once one was there
     */
    record Limits(long connectMillis, long patienceMillis) {}

    FeedLoop(List<FeedAddress> nodes, FeedLine.Dialer dialer, Limits limits) {
        this.nodes = nodes;
        this.dialer = dialer;
        this.limits = limits;
    }

    /** A line, and how many batches its node takes at once: none before it has said welcome. */
    private static final class Dialled {

        private final FeedAddress node;
        private @Nullable FeedLine line;
        private int room;

        Dialled(FeedAddress node) {
            this.node = node;
        }

        void send(FeedBatch batch) {
            if (line != null) {
                line.send(batch.frame());
            }
        }

        void hangUp() {
            if (line != null) {
                line.hangUp();
            }
        }
    }

    private sealed interface Event {

        record Wanted(FeedBatch batch) implements Event {}

        record Heard(Dialled on, FeedWire.Answered answered) implements Event {}

        record Lost(Dialled line, FeedLine.Loss loss) implements Event {}

        /** A node has had time enough to say welcome. */
        record NotWelcome(Dialled line) implements Event {}

        record DialAgain() implements Event {}

        /** An outage has lasted for as long as anybody waits. */
        record Tired(int outage) implements Event {}

        record Close() implements Event {}
    }

    void send(FeedBatch batch) {
        events.add(new Event.Wanted(batch));
    }

    /** What has no answer gets none any more. It is the last that may be said. */
    void close() {
        events.add(new Event.Close());
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                takeSafely(events.take());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever is wrong here or with what a node says, nobody waits for ever. */
    private void takeSafely(Event event) {
        try {
            take(event);
        } catch (RuntimeException bug) {
            if (dialled != null) {
                dialled.hangUp();
                dialled = null;
            }
            takeBack(passing("the feed failed: " + bug));
            failAll(new CarillonProtocolException("the feed failed: " + bug, bug));
        }
    }

    private void take(Event event) {
        switch (event) {
            case Event.Wanted(var batch) -> want(batch);
            case Event.Heard(var on, var answered) -> hear(on, answered);
            case Event.Lost(var line, var loss) -> lose(line, loss);
            case Event.NotWelcome(var line) -> {
                if (line.room == 0) {
                    lose(line, passing("it does not say welcome"));
                }
            }
            case Event.DialAgain() -> {
                pausing = false;
                sendOn();
            }
            case Event.Tired(var of) -> tire(of);
            case Event.Close() -> end();
        }
    }

    private void want(FeedBatch batch) {
        waiting.add(batch);
        sendOn();
    }

    /** Sends as much as the node takes; if there is none, dials one. */
    private void sendOn() {
        if (dialled == null && !pausing && !waiting.isEmpty()) {
            dial();
        }
        while (dialled != null && underWay.size() < dialled.room && !waiting.isEmpty()) {
            FeedBatch batch = waiting.remove();
            underWay.put(batch.number(), batch);
            batch.leave();
            dialled.send(batch);
        }
    }

    private void dial() {
        var next = new Dialled(nodes.get(place));
        dialled = next;
        try {
            next.line = dialer.dial(next.node, listener(next));
            after(limits.connectMillis(), new Event.NotWelcome(next));
        } catch (IllegalArgumentException unusable) {
            lose(next, passing(String.valueOf(unusable.getMessage())));
        }
    }

    private FeedLine.Listener listener(Dialled on) {
        return new FeedLine.Listener() {
            @Override
            public void heard(FeedWire.Answered answered) {
                events.add(new Event.Heard(on, answered));
            }

            @Override
            public void lost(FeedLine.Loss loss) {
                events.add(new Event.Lost(on, loss));
            }
        };
    }

    private void after(long millis, Event event) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> events.add(event));
    }

    private void hear(Dialled on, FeedWire.Answered answered) {
        if (on != dialled) {
            return;
        }
        switch (answered.getFrameCase()) {
            case WELCOME -> welcome(on, answered.getWelcome());
            case TAKEN -> end(answered.getTaken().getNumber(), answered);
            case REFUSED -> end(answered.getRefused().getNumber(), answered);
            case UNKNOWN -> end(answered.getUnknown().getNumber(), answered);
            case FRAME_NOT_SET -> {}
        }
        sendOn();
    }

    private void welcome(Dialled on, FeedWire.Welcome welcome) {
        on.room = Math.max(1, welcome.getBatches());
        everWelcome = true;
        timed = false;
        outage++;
    }

    private void end(long number, FeedWire.Answered answered) {
        FeedBatch batch = underWay.remove(number);
        if (batch != null) {
            failures = 0;
            batch.answer(answered);
        }
    }

    private void lose(Dialled line, FeedLine.Loss loss) {
        if (line != dialled) {
            return;
        }
        line.hangUp();
        dialled = null;
        failures++;
        takeBack(loss);
        switch (loss.kind()) {
            case UNAUTHENTICATED -> failAll(new CarillonApiException(refusedToken(loss)));
            case STRANGE ->
                failAll(new CarillonProtocolException(
                        line.node.uri() + " takes no batches: " + loss.reason(), loss.cause()));
            case PASSING -> lookFurther(loss);
        }
    }

    /** What can be sent again goes before what was never sent, in its order. */
    private void takeBack(FeedLine.Loss loss) {
        var lost = new ArrayList<>(underWay.values());
        underWay.clear();
        for (FeedBatch batch : lost.reversed()) {
            if (batch.isToBeSentAgain(loss.reason())) {
                waiting.addFirst(batch);
            }
        }
    }

    private static Refusal refusedToken(FeedLine.Loss loss) {
        return new Refusal(401, "unauthorized", "Unauthorized", loss.reason(), List.of());
    }

    /** Nodes that were never there are tried once each; after that somebody who waits longer waits for nothing. */
    private void lookFurther(FeedLine.Loss loss) {
        CarillonUnreachableException silence = unreachable(loss);
        place = (place + 1) % nodes.size();
        if (!everWelcome && failures >= nodes.size()) {
            failures = 0;
            failAll(silence);
            return;
        }
        if (everWelcome && !timed) {
            timed = true;
            after(limits.patienceMillis(), new Event.Tired(outage));
        }
        if (failures <= nodes.size()) {
            sendOn();
        } else {
            pausing = true;
            after(FIRST_PAUSE_MILLIS << Math.min(failures - nodes.size(), MAX_DOUBLINGS), new Event.DialAgain());
        }
    }

    private void tire(int of) {
        if (of == outage && timed) {
            timed = false;
            outage++;
            failAll(unreachable(passing("no node was there for " + limits.patienceMillis() + " ms")));
        }
    }

    private void failAll(CarillonClientException reason) {
        while (!waiting.isEmpty()) {
            waiting.remove().abandon(reason);
        }
    }

    private void end() {
        closed = true;
        if (dialled != null) {
            dialled.hangUp();
            dialled = null;
        }
        takeBack(passing("the feed was closed"));
        failAll(unreachable(passing("the feed was closed")));
    }

    private CarillonUnreachableException unreachable(FeedLine.Loss loss) {
        return new CarillonUnreachableException(nodes.get(place).uri(), loss.reason(), false, loss.cause());
    }

    private static FeedLine.Loss passing(String reason) {
        return new FeedLine.Loss(FeedLine.Loss.Kind.PASSING, reason, null);
    }
}
