package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.protocol.v1.Credit;
import io.carillon.protocol.v1.NodeAddress;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.WorkerFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What workers that are connected to several nodes say and hear of the others. */
class CreditsTest {

    private final Door door = new Door();
    private final RunId run = Frames.newRun();

    @Test
    void the_core_hears_that_a_worker_goes_by_credit() {
        door.dial().says(Frames.hello("worker-1").setByCredit(true));

        assertThat(door.of(Event.WorkerJoined.class))
                .singleElement()
                .satisfies(joined -> assertThat(joined.worker().byCredit()).isTrue());
    }

    @Test
    void what_is_granted_is_heard_and_confirmed_by_its_number_if_it_asks_for_that() {
        Door.Line line = door.connected("worker-1");

        line.says(grant(1, 5, false)).says(grant(2, 3, true));
        door.sessions.carryOut(List.of(new Effect.ConfirmCredit(line.id, 2, 4)));

        assertThat(door.of(Event.WorkerGranted.class))
                .containsExactly(
                        new Event.WorkerGranted(line.id, 5, true, 0), new Event.WorkerGranted(line.id, 3, true, 2));
        assertThat(line.sink.last().getCreditAck().getRevision()).isEqualTo(2);
        assertThat(line.sink.last().getCreditAck().getGranted()).isEqualTo(4);
    }

    @Test
    void a_credit_that_comes_behind_a_later_one_is_no_news() {
        Door.Line line = door.connected("worker-1");

        line.says(grant(2, 3, false)).says(grant(1, 5, false)).says(grant(2, 3, false));

        assertThat(door.of(Event.WorkerGranted.class)).hasSize(1);
    }

    @Test
    void a_worker_that_runs_wait_for_is_told_and_asks_with_each_heartbeat_until_none_does() {
        Door.Line line = door.connected("worker-1");
        line.says(Frames.heartbeat(1, 0));

        door.sessions.carryOut(List.of(new Effect.Want(line.id, 7)));
        int told = line.sink.last().getWanted().getWaiting();
        line.says(Frames.heartbeat(2, 0)).says(Frames.heartbeat(3, 0));
        door.sessions.carryOut(List.of(new Effect.Want(line.id, 0)));
        line.says(Frames.heartbeat(4, 0));

        assertThat(told).isEqualTo(7);
        assertThat(door.of(Event.WorkerAsks.class)).hasSize(2);
    }

    @Test
    void a_run_of_another_node_is_disclaimed() {
        Door.Line line = door.connected("worker-1");
        var token = new Token(new Epoch(3), 2);

        door.sessions.carryOut(List.of(new Effect.Disclaim(line.id, run, token)));

        assertThat(line.sink.last().getAcknowledgements().getElsewhereList()).containsExactly(Wire.attempt(run, token));
    }

    @Test
    void workers_are_told_where_the_nodes_are_when_they_come_and_when_that_changes() {
        Door.Line early = door.connected("early");
        door.sessions.tell(Map.of(new NodeId("node-1"), "a:9090", new NodeId("node-2"), "b:9090"));
        int frames = early.sink.frames().size();
        door.sessions.tell(Map.of(new NodeId("node-2"), "b:9090", new NodeId("node-1"), "a:9090"));

        Door.Line late = door.connected("late");

        assertThat(early.sink.frames()).hasSize(frames);
        assertThat(early.sink.last().getNodes().getNodesList())
                .extracting(NodeAddress::getAddress)
                .containsExactly("a:9090", "b:9090");
        assertThat(late.sink.frames())
                .first()
                .extracting(NodeFrame::getWelcome)
                .satisfies(welcome ->
                        assertThat(welcome.getNodes().getNodesCount()).isEqualTo(2));
    }

    private static WorkerFrame grant(int revision, long granted, boolean confirm) {
        var credit = Credit.newBuilder()
                .setRevision(revision)
                .setGranted(granted)
                .setShared(true)
                .setConfirm(confirm);
        return WorkerFrame.newBuilder()
                .setReports(Reports.newBuilder().setCredit(credit))
                .build();
    }
}
