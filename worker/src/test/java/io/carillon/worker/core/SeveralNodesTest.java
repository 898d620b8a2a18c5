package io.carillon.worker.core;

import static io.carillon.worker.core.TestingNode.acknowledge;
import static io.carillon.worker.core.TestingNode.assign;
import static io.carillon.worker.core.TestingNode.creditAck;
import static io.carillon.worker.core.TestingNode.elsewhere;
import static io.carillon.worker.core.TestingNode.nodes;
import static io.carillon.worker.core.TestingNode.recall;
import static io.carillon.worker.core.TestingNode.refused;
import static io.carillon.worker.core.TestingNode.wanted;
import static io.carillon.worker.core.TestingNode.welcomeBy;
import static io.carillon.worker.core.TestingWorker.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.Credit;
import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.Saving;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.Effect.Dial;
import io.carillon.worker.core.Effect.HangUp;
import io.carillon.worker.core.Effect.RunTask;
import io.carillon.worker.core.Effect.Send;
import io.carillon.worker.core.WorkerEvent.LinkLost;
import io.carillon.worker.core.WorkerEvent.LinkReady;
import io.carillon.worker.core.WorkerEvent.Loss;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker that is connected to all nodes of a cluster. */
class SeveralNodesTest {

    private static final String A = "a:9090";
    private static final String B = "b:9090";
    private static final String C = "c:9090";
    private static final AttemptKey RUN = attempt("run-1", 1, 1);

    private final TestingWorker worker = new TestingWorker(6, Limits.DEFAULT, new Servers(List.of(A), true));

    @Test
    void the_nodes_that_one_names_are_dialled_too() {
        worker.step(new WorkerEvent.Began());

        worker.receiveOn(1, welcomeBy("node-a", nodes("node-a", A, "node-b", B, "node-c", C)));

        assertThat(worker.wanted(Dial.class)).containsExactly(new Dial(1, A), new Dial(2, B), new Dial(3, C));
    }

    @Test
    void a_worker_that_does_not_discover_dials_those_that_it_was_given() {
        var told = new TestingWorker(6, Limits.DEFAULT, new Servers(List.of(A, C), false));
        told.step(new WorkerEvent.Began());

        told.receiveOn(1, welcomeBy("node-a", nodes("node-a", A, "node-b", B, "node-c", C)));

        assertThat(told.wanted(Dial.class)).containsExactly(new Dial(1, A), new Dial(2, C));
    }

    @Test
    void a_node_is_not_dialled_by_a_second_address_while_it_is_reached_by_the_first() {
        worker.step(new WorkerEvent.Began());

        worker.receiveOn(1, welcomeBy("node-a", nodes("node-a", "10.0.0.1:9090", "node-b", B)));

        assertThat(worker.wanted(Dial.class)).containsExactly(new Dial(1, A), new Dial(2, B));
    }

    @Test
    void a_node_that_was_restarted_is_dialled_by_one_of_its_addresses_although_it_has_another_id_now() {
        worker.step(new WorkerEvent.Began());
        worker.receiveOn(1, welcomeBy("node-a.1", nodes("node-a.1", "10.0.0.1:9090")));
        worker.step(new LinkLost(1, Loss.CLOSED, "gone"));
        int link = worker.wanted(Dial.class).getLast().link();

        worker.receiveOn(link, welcomeBy("node-a.2", nodes("node-a.2", "10.0.0.1:9090")));
        worker.clear();
        for (int second = 0; second < 20; second++) {
            worker.receiveOn(link, TestingNode.heartbeat());
            worker.pass(Duration.ofSeconds(1));
        }

        assertThat(worker.wanted(Dial.class)).isEmpty();
    }

    @Test
    void of_two_connections_that_lead_to_one_node_the_later_stays() {
        worker.step(new WorkerEvent.Began());
        worker.receiveOn(1, welcomeBy("node-a", nodes("node-a", A, "node-b", B)));

        worker.receiveOn(2, welcomeBy("node-a", nodes("node-a", A, "node-b", B)));

        worker.step(new LinkLost(2, Loss.CLOSED, "gone"));
        worker.pass(Duration.ofSeconds(1));

        assertThat(worker.wanted(HangUp.class)).containsExactly(new HangUp(1, false));
        assertThat(worker.wanted(Dial.class)).containsExactly(new Dial(1, A), new Dial(2, B), new Dial(3, A));
    }

    @Test
    void a_node_that_is_no_longer_named_is_forgotten_when_it_has_gone() {
        connectToTwo();
        worker.receiveOn(1, nodesFrame("node-a", A));
        worker.step(new LinkLost(2, Loss.CLOSED, "gone"));
        worker.receiveOn(1, nodesFrame("node-a", A));
        worker.clear();

        worker.pass(Duration.ofMinutes(1));

        assertThat(worker.wanted(Dial.class)).extracting(Dial::address).doesNotContain(B);
    }

    @Test
    void the_slots_are_granted_to_the_nodes_between_them() {
        connectToTwo();

        assertThat(granted(1) + granted(2)).isEqualTo(6);
        assertThat(granted(2)).isEqualTo(3);
    }

    @Test
    void what_one_node_wants_is_taken_from_another_that_has_confirmed_what_it_has_left() {
        connectToTwo();
        worker.receiveOn(2, wanted(6));
        Credit back = credit(1);
        long before = granted(2);

        worker.receiveOn(1, creditAck(back.getRevision(), 1));

        assertThat(back.getConfirm()).isTrue();
        assertThat(back.getGranted()).isLessThan(3);
        assertThat(before).isEqualTo(3);
        assertThat(granted(2)).isEqualTo(5);
    }

    @Test
    void the_slots_of_a_node_that_is_lost_are_the_others() {
        connectToTwo();

        worker.step(new LinkLost(1, Loss.CLOSED, "gone"));

        assertThat(granted(2)).isEqualTo(6);
    }

    @Test
    void a_result_goes_to_the_node_that_the_attempt_is_from() {
        connectToTwo();
        worker.receiveOn(2, assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());

        assertThat(results(1)).isEmpty();
        assertThat(results(2)).hasSize(1);
    }

    @Test
    void a_result_goes_to_everybody_if_the_node_that_the_attempt_is_from_is_not_there() {
        connectToTwo();
        worker.receiveOn(2, assign(RUN));
        worker.step(new LinkLost(2, Loss.CLOSED, "gone"));

        worker.end(RUN, TaskOutcome.succeeded());

        assertThat(results(1)).hasSize(1);
    }

    @Test
    void a_result_that_its_node_disclaims_goes_to_the_others_and_is_kept_until_one_has_it() {
        connectToTwo();
        worker.receiveOn(2, assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());
        results(2);

        worker.receiveOn(2, elsewhere(RUN));
        List<Result> said = results(1);
        worker.receiveOn(1, elsewhere(RUN));
        List<Result> saidAgain = results(1);
        worker.receiveOn(1, recall());
        List<Result> afterTheRecall = results(1);
        worker.receiveOn(1, acknowledge(RUN, true));
        worker.receiveOn(1, recall());

        assertThat(said).hasSize(1);
        assertThat(saidAgain).isEmpty();
        assertThat(afterTheRecall).hasSize(1);
        assertThat(results(1)).isEmpty();
    }

    @Test
    void whoever_disclaims_a_run_while_it_is_at_work_is_not_the_one_to_hear_how_it_ended() {
        connectToTwo();
        worker.receiveOn(2, assign(RUN));
        worker.receiveOn(2, elsewhere(RUN));

        worker.end(RUN, TaskOutcome.succeeded());

        assertThat(results(1)).hasSize(1);
    }

    @Test
    void when_a_node_hangs_up_the_others_hear_what_it_has_handed_out_since_they_asked() {
        AttemptKey other = attempt("run-2", 1, 1);
        connectToTwo();
        worker.receiveOn(1, assign(other));
        worker.receiveOn(1, recall());
        worker.receiveOn(2, assign(RUN));

        worker.step(new LinkLost(2, Loss.CLOSED, "gone"));

        assertThat(held(1)).containsExactly(List.of(other.toAttempt()), List.of(RUN.toAttempt()));
    }

    @Test
    void when_a_node_hangs_up_the_others_hear_the_results_that_it_has_not_acknowledged() {
        connectToTwo();
        worker.receiveOn(2, assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());
        results(2);

        worker.step(new LinkLost(2, Loss.CLOSED, "gone"));

        assertThat(results(1)).hasSize(1);
    }

    @Test
    void a_node_that_hangs_up_and_has_nothing_at_work_is_not_spoken_of() {
        connectToTwo();
        worker.receiveOn(1, assign(RUN));

        worker.step(new LinkLost(2, Loss.CLOSED, "gone"));

        assertThat(held(1)).isEmpty();
    }

    @Test
    void a_result_that_nobody_acknowledges_is_said_to_everybody_after_a_while() {
        connectToTwo();
        worker.receiveOn(2, assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());
        results(2);

        for (int second = 0; second < 12; second++) {
            worker.receiveOn(1, TestingNode.heartbeat());
            worker.receiveOn(2, TestingNode.heartbeat());
            worker.pass(Duration.ofSeconds(1));
        }

        assertThat(results(1)).hasSize(1);
    }

    @Test
    void an_attempt_of_a_former_owner_is_refused_whichever_node_has_sent_the_later_one() {
        connectToTwo();
        worker.receiveOn(2, assign(attempt("run-1", 2, 1)));
        worker.receiveOn(1, assign(RUN));

        assertThat(worker.wanted(RunTask.class)).hasSize(1);
        assertThat(results(1))
                .extracting(result -> result.getFailure().getCode())
                .containsExactly("STALE_TOKEN");
    }

    @Test
    void what_an_attempt_saves_goes_to_the_node_that_it_is_from() {
        connectToTwo();
        worker.receiveOn(2, assign(RUN));
        var saving = Saving.newBuilder().setAttempt(RUN.toAttempt()).setSequence(1);

        var effects = worker.step(
                new WorkerEvent.Said(Reports.newBuilder().addSavings(saving).build()));

        assertThat(effects).singleElement().isInstanceOfSatisfying(Effect.Send.class, sent -> {
            assertThat(sent.link()).isEqualTo(2);
            assertThat(sent.frame().getReports().getSavingsCount()).isEqualTo(1);
        });
    }

    @Test
    void a_worker_that_leaves_tells_every_node() {
        connectToTwo();
        worker.receiveOn(2, assign(RUN));
        worker.clear();

        worker.step(new WorkerEvent.DrainRequested(Duration.ofMinutes(1)));

        assertThat(worker.sent()).filteredOn(WorkerFrame::hasDraining).hasSize(2);
    }

    @Test
    void a_node_that_refuses_it_for_good_is_no_reason_to_stop_where_another_takes_it() {
        worker.step(new WorkerEvent.Began());
        worker.receiveOn(1, welcomeBy("node-a", nodes("node-a", A, "node-b", B)));

        worker.receiveOn(2, refused("PROTOCOL_VERSION", false));

        assertThat(worker.wanted(Effect.End.class)).isEmpty();
        assertThat(worker.notices()).contains(new Notice.Disconnected(B, Loss.REFUSED, "PROTOCOL_VERSION: no", 1));
    }

    /** Node A on link 1 and node B on link 2, and each has confirmed what was taken back from it. */
    private void connectToTwo() {
        worker.step(new WorkerEvent.Began());
        worker.receiveOn(1, welcomeBy("node-a", nodes("node-a", A, "node-b", B)));
        assertThat(granted(1)).isEqualTo(6);
        worker.receiveOn(2, welcomeBy("node-b", nodes("node-a", A, "node-b", B)));
        Credit back = credit(1);
        worker.receiveOn(1, creditAck(back.getRevision(), back.getGranted()));
        lastGranted[1] = back.getGranted();
    }

    private final long[] lastGranted = new long[3];

    /** How many attempts a node may have sent by what it was told last. */
    private long granted(int link) {
        for (var frame : ready(link)) {
            if (frame.getReports().hasCredit()) {
                lastGranted[link] = frame.getReports().getCredit().getGranted();
            }
        }
        return lastGranted[link];
    }

    private Credit credit(int link) {
        return ready(link).getFirst().getReports().getCredit();
    }

    private List<Result> results(int link) {
        return ready(link).stream()
                .flatMap(frame -> frame.getReports().getResultsList().stream())
                .toList();
    }

    /** What a node was told on a link that the worker holds, frame by frame. */
    private List<List<Attempt>> held(int link) {
        return worker.wanted(Send.class).stream()
                .filter(send -> send.link() == link && send.frame().hasHolding())
                .map(send -> send.frame().getHolding().getHoldingList().stream()
                        .map(Held::getAttempt)
                        .toList())
                .toList();
    }

    private List<WorkerFrame> ready(int link) {
        return TestingWorker.frames(worker.step(new LinkReady(link)));
    }

    private static NodeFrame nodesFrame(String... idsAndAddresses) {
        return NodeFrame.newBuilder().setNodes(nodes(idsAndAddresses)).build();
    }
}
