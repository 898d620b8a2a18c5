package io.carillon.gateway;

import io.carillon.engine.Event;
import io.carillon.engine.SessionId;
import io.carillon.engine.testing.TestingClock;
import io.carillon.model.NodeId;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sessions with their surroundings: what the core would hear, and streams that keep what they are given. */
final class Door {

    final TestingClock clock = TestingClock.at("2027-01-01T00:00:00Z");
    final List<Event> events = new ArrayList<>();
    final WorkerSessions sessions = new WorkerSessions(new NodeId("node-1"), Duration.ofSeconds(1), events::add, clock);

    /** One worker's end of a stream. */
    final class Line {

        final TestingFrameSink sink = new TestingFrameSink();
        final SessionId id = sessions.opened(sink);

        Line says(WorkerFrame frame) {
            sessions.received(id, frame);
            return this;
        }

        Line says(Hello.Builder hello) {
            return says(WorkerFrame.newBuilder().setHello(hello).build());
        }
    }

    Line dial() {
        return new Line();
    }

    /** A worker that has said hello and was welcomed. */
    Line connected(String worker) {
        return dial().says(Frames.hello(worker));
    }

    List<Event.WorkerLeft> departures() {
        return of(Event.WorkerLeft.class);
    }

    <E extends Event> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void beats(int count) {
        for (int beat = 0; beat < count; beat++) {
            sessions.beat();
        }
    }
}
