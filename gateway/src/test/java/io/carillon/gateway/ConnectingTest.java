package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.engine.Event;
import io.carillon.engine.HeldAttempt;
import io.carillon.engine.SessionId;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Nodes;
import io.carillon.protocol.v1.Welcome;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectingTest {

    private final Door door = new Door();

    @Test
    void a_hello_is_answered_by_a_welcome_and_the_core_hears_who_joined() {
        RunId held = Frames.newRun();
        var hello = Frames.hello("worker-1")
                .putLabels("zone", "sh-a")
                .addHolding(
                        Held.newBuilder().setAttempt(Frames.attempt(held)).setStartedAtMicros(1_798_761_600_000_000L));

        Door.Line line = door.dial().says(hello);

        assertThat(line.sink.frames())
                .containsExactly(NodeFrame.newBuilder()
                        .setWelcome(Welcome.newBuilder()
                                .setNodeId("node-1")
                                .setProtocolVersion(1)
                                .setHeartbeatMillis(1000)
                                .setSaves(true)
                                .setMaps(true)
                                .setCredits(true)
                                .setNodes(Nodes.getDefaultInstance()))
                        .build());
        var joined = (Event.WorkerJoined) door.events.getFirst();
        assertThat(joined.session()).isEqualTo(line.id);
        assertThat(joined.worker().id()).isEqualTo(new WorkerId("worker-1"));
        assertThat(joined.worker().capabilities()).containsExactly("noop");
        assertThat(joined.worker().labels()).containsEntry("zone", "sh-a");
        assertThat(joined.worker().holding()).containsExactly(new HeldAttempt(held, Frames.TOKEN, Frames.NOW));
    }

    @Test
    void connected_workers_are_listed_by_id_with_what_they_hold() {
        door.connected("worker-2");
        door.dial()
                .says(Frames.hello("worker-1")
                        .addHolding(Held.newBuilder().setAttempt(Frames.attempt(Frames.newRun()))));

        List<WorkerView> workers = door.sessions.workers();

        assertThat(workers)
                .extracting(worker -> worker.facts().id().value(), WorkerView::running, WorkerView::connectedAt)
                .containsExactly(tuple("worker-1", 1, Frames.NOW), tuple("worker-2", 0, Frames.NOW));
    }

    static Stream<Named<UnaryOperator<Hello.Builder>>> mistakes() {
        return Stream.of(
                Named.of("no slots", hello -> hello.setSlots(0)),
                Named.of("too many slots", hello -> hello.setSlots(100_001)),
                Named.of("no boot id", hello -> hello.setBootId("")),
                Named.of("no worker id", hello -> hello.setWorkerId("")),
                Named.of("a worker id that is no name", hello -> hello.setWorkerId("../worker")),
                Named.of("no app", hello -> hello.setApp("")),
                Named.of("too many labels", ConnectingTest::labelled),
                Named.of(
                        "holding what is no run",
                        hello -> hello.addHolding(Held.newBuilder().setAttempt(Frames.attempt("not-a-run")))));
    }

    private static Hello.Builder labelled(Hello.Builder hello) {
        for (int label = 0; label <= 64; label++) {
            hello.putLabels("label-" + label, "");
        }
        return hello;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_hello_that_makes_no_sense_is_refused_with_a_reason_and_nobody_joins(UnaryOperator<Hello.Builder> mistake) {
        Hello.Builder hello = mistake.apply(Frames.hello("worker-1"));

        Door.Line line = door.dial().says(hello);

        assertThat(line.sink.refusal()).isEqualTo("INVALID_FRAME");
        assertThat(line.sink.last().getRefused().getMessage()).isNotEmpty();
        assertThat(line.sink.last().getRefused().getRetryable()).isFalse();
        assertThat(door.events).isEmpty();
        assertThat(door.sessions.workers()).isEmpty();
    }

    @Test
    void a_worker_without_a_protocol_version_is_refused() {
        Door.Line line = door.dial().says(Frames.hello("worker-1").setProtocolVersion(0));

        assertThat(line.sink.refusal()).isEqualTo("PROTOCOL_VERSION");
        assertThat(door.events).isEmpty();
    }

    @Test
    void a_later_worker_is_welcomed_at_the_version_that_this_node_speaks() {
        Door.Line line = door.dial().says(Frames.hello("worker-1").setProtocolVersion(9));

        assertThat(line.sink.last().getWelcome().getProtocolVersion()).isEqualTo(1);
    }

    static Stream<Named<WorkerFrame>> beforeHello() {
        return Stream.of(
                Named.of("a report", Frames.began(Frames.attempt(Frames.newRun()))),
                Named.of("a farewell", Frames.draining()),
                Named.of("a heartbeat", Frames.heartbeat(1, 0)));
    }

    @ParameterizedTest
    @MethodSource("beforeHello")
    void whoever_speaks_before_the_hello_is_refused_and_not_heard(WorkerFrame frame) {
        Door.Line line = door.dial().says(frame);

        assertThat(line.sink.refusal()).isEqualTo("HELLO_EXPECTED");
        assertThat(door.events).isEmpty();
    }

    @Test
    void a_frame_of_a_later_version_is_ignored() {
        Door.Line line = door.dial().says(WorkerFrame.getDefaultInstance());

        assertThat(line.sink.isClosed()).isFalse();
        assertThat(line.sink.frames()).isEmpty();
    }

    @Test
    void a_worker_id_that_another_process_uses_is_refused_for_now() {
        Door.Line first = door.connected("worker-1");

        Door.Line second = door.dial().says(Frames.hello("worker-1").setBootId("another-boot"));

        assertThat(second.sink.refusal()).isEqualTo("WORKER_ID_IN_USE");
        assertThat(second.sink.last().getRefused().getRetryable()).isTrue();
        assertThat(first.sink.isClosed()).isFalse();
        assertThat(door.events).hasSize(1);
    }

    @Test
    void a_worker_id_is_free_again_once_its_process_has_left() {
        Door.Line first = door.connected("worker-1");
        door.sessions.closed(first.id);

        Door.Line second = door.dial().says(Frames.hello("worker-1").setBootId("another-boot"));

        assertThat(second.sink.last().hasWelcome()).isTrue();
        assertThat(door.departures()).containsExactly(new Event.WorkerLeft(first.id));
    }

    @Test
    void a_process_that_dials_again_takes_its_old_streams_place_and_has_not_left() {
        Door.Line old = door.connected("worker-1");

        Door.Line fresh = door.connected("worker-1");
        door.sessions.closed(old.id);

        assertThat(old.sink.isClosed()).isTrue();
        assertThat(fresh.sink.last().hasWelcome()).isTrue();
        assertThat(door.events).extracting(Event::getClass).containsOnly(Event.WorkerJoined.class);
        assertThat(door.sessions.workers()).hasSize(1);
    }

    @Test
    void a_second_hello_on_a_stream_ends_it_and_leaves_no_worker_behind() {
        Door.Line line = door.connected("worker-1");

        line.says(Frames.hello("worker-2"));

        assertThat(line.sink.refusal()).isEqualTo("INVALID_FRAME");
        assertThat(door.departures()).containsExactly(new Event.WorkerLeft(line.id));
        assertThat(door.sessions.workers()).isEmpty();
        assertThat(door.dial()
                        .says(Frames.hello("worker-1").setBootId("another-boot"))
                        .sink
                        .last()
                        .hasWelcome())
                .isTrue();
    }

    @Test
    void a_stream_that_ends_while_its_hello_is_being_read_leaves_no_worker_behind() {
        var events = new ConcurrentLinkedQueue<Event>();
        var streams = new AtomicReference<WorkerSessions>();
        var last = new SessionId(1);
        var sessions = new WorkerSessions(new NodeId("node-1"), Duration.ofSeconds(1), events::add, () -> {
            streams.get().closed(last);
            return Frames.NOW;
        });
        streams.set(sessions);
        assertThat(sessions.opened(new TestingFrameSink())).isEqualTo(last);

        sessions.received(
                last,
                WorkerFrame.newBuilder().setHello(Frames.hello("worker-1")).build());

        assertThat(events).isEmpty();
        assertThat(sessions.workers()).isEmpty();
    }

    @Test
    @Timeout(20)
    void of_two_processes_that_say_the_same_worker_id_at_once_one_is_refused() throws InterruptedException {
        var together = new CyclicBarrier(2);
        var events = new ConcurrentLinkedQueue<Event>();
        var sessions = new WorkerSessions(new NodeId("node-1"), Duration.ofSeconds(1), events::add, () -> {
            await(together);
            return Frames.NOW;
        });
        var one = new TestingFrameSink();
        var other = new TestingFrameSink();

        Thread first = greeting(sessions, one, "boot-1");
        Thread second = greeting(sessions, other, "boot-2");
        first.join();
        second.join();

        assertThat(events).hasSize(1);
        assertThat(Stream.of(one, other).filter(TestingFrameSink::isClosed)).hasSize(1);
    }

    private static Thread greeting(WorkerSessions sessions, TestingFrameSink sink, String boot) {
        SessionId id = sessions.opened(sink);
        var hello = WorkerFrame.newBuilder()
                .setHello(Frames.hello("worker-1").setBootId(boot))
                .build();
        return Thread.ofVirtual().start(() -> sessions.received(id, hello));
    }

    /** The second of two may have been refused already: then nobody comes, and the first goes on alone. */
    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(2, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException alone) {
            // Fine: it was refused before it looked at the clock.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
