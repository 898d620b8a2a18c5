package io.carillon.worker.core;

import io.carillon.protocol.v1.Acknowledgements;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Assignments;
import io.carillon.protocol.v1.CreditAck;
import io.carillon.protocol.v1.Heartbeat;
import io.carillon.protocol.v1.NodeAddress;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Nodes;
import io.carillon.protocol.v1.Recall;
import io.carillon.protocol.v1.Refused;
import io.carillon.protocol.v1.ResultAck;
import io.carillon.protocol.v1.Stop;
import io.carillon.protocol.v1.StopReason;
import io.carillon.protocol.v1.Stops;
import io.carillon.protocol.v1.Wanted;
import io.carillon.protocol.v1.Welcome;

/** What a node says, as frames. */
final class TestingNode {

    static final int HEARTBEAT_MILLIS = 1_000;

    private TestingNode() {}

    static NodeFrame welcome() {
        return welcome(1);
    }

    static NodeFrame welcome(int version) {
        return NodeFrame.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setNodeId("node-1")
                        .setProtocolVersion(version)
                        .setHeartbeatMillis(HEARTBEAT_MILLIS))
                .build();
    }

    /** A node that goes by credit, and says who else is there. */
    static NodeFrame welcomeBy(String node, Nodes others) {
        return NodeFrame.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setNodeId(node)
                        .setProtocolVersion(1)
                        .setHeartbeatMillis(HEARTBEAT_MILLIS)
                        .setCredits(true)
                        .setNodes(others))
                .build();
    }

    /** Ids and addresses in turn. */
    static Nodes nodes(String... idsAndAddresses) {
        var nodes = Nodes.newBuilder();
        for (int i = 0; i < idsAndAddresses.length; i += 2) {
            nodes.addNodes(
                    NodeAddress.newBuilder().setNodeId(idsAndAddresses[i]).setAddress(idsAndAddresses[i + 1]));
        }
        return nodes.build();
    }

    static NodeFrame wanted(int waiting) {
        return NodeFrame.newBuilder()
                .setWanted(Wanted.newBuilder().setWaiting(waiting))
                .build();
    }

    static NodeFrame creditAck(int revision, long granted) {
        return NodeFrame.newBuilder()
                .setCreditAck(CreditAck.newBuilder().setRevision(revision).setGranted(granted))
                .build();
    }

    static NodeFrame elsewhere(AttemptKey attempt) {
        return NodeFrame.newBuilder()
                .setAcknowledgements(Acknowledgements.newBuilder().addElsewhere(attempt.toAttempt()))
                .build();
    }

    static NodeFrame refused(String code, boolean retryable) {
        return NodeFrame.newBuilder()
                .setRefused(Refused.newBuilder().setCode(code).setMessage("no").setRetryable(retryable))
                .build();
    }

    static NodeFrame assign(AttemptKey attempt) {
        return assign(attempt, "noop");
    }

    static NodeFrame assign(AttemptKey attempt, String type) {
        var assignment = Assignment.newBuilder().setAttempt(attempt.toAttempt()).setTaskType(type);
        return NodeFrame.newBuilder()
                .setAssignments(Assignments.newBuilder().addAssignments(assignment))
                .build();
    }

    static NodeFrame acknowledge(AttemptKey attempt, boolean accepted) {
        var ack = ResultAck.newBuilder()
                .setAttempt(attempt.toAttempt())
                .setAccepted(accepted)
                .setReason(accepted ? "" : "stale token");
        return NodeFrame.newBuilder()
                .setAcknowledgements(Acknowledgements.newBuilder().addResults(ack))
                .build();
    }

    static NodeFrame stop(AttemptKey attempt, StopReason reason) {
        var stop = Stop.newBuilder().setAttempt(attempt.toAttempt()).setReason(reason);
        return NodeFrame.newBuilder()
                .setStops(Stops.newBuilder().addStops(stop))
                .build();
    }

    static NodeFrame recall() {
        return NodeFrame.newBuilder().setRecall(Recall.getDefaultInstance()).build();
    }

    static NodeFrame heartbeat() {
        return NodeFrame.newBuilder().setHeartbeat(Heartbeat.newBuilder()).build();
    }
}
