package io.carillon.gateway;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.SessionId;
import io.carillon.model.NodeId;
import io.carillon.protocol.v1.Credit;
import io.carillon.protocol.v1.CreditAck;
import io.carillon.protocol.v1.NodeAddress;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Nodes;
import io.carillon.protocol.v1.Wanted;
import java.util.Map;
import java.util.TreeMap;

/** What a worker and its nodes say to each other about who may use its slots. */
final class CreditWire {

    private CreditWire() {}

    /** A grant that makes no sense is one of nothing. */
    static Event.WorkerGranted granted(SessionId session, Credit credit) {
        return new Event.WorkerGranted(
                session,
                Math.max(0, credit.getGranted()),
                credit.getShared(),
                credit.getConfirm() ? credit.getRevision() : 0);
    }

    static NodeFrame wanted(Effect.Want want) {
        return NodeFrame.newBuilder()
                .setWanted(Wanted.newBuilder().setWaiting(want.waiting()))
                .build();
    }

    static NodeFrame confirmation(Effect.ConfirmCredit confirm) {
        return NodeFrame.newBuilder()
                .setCreditAck(
                        CreditAck.newBuilder().setRevision(confirm.number()).setGranted(confirm.granted()))
                .build();
    }

    static Nodes nodes(Map<NodeId, String> cluster) {
        var to = Nodes.newBuilder();
        new TreeMap<>(cluster)
                .forEach((node, address) -> to.addNodes(
                        NodeAddress.newBuilder().setNodeId(node.value()).setAddress(address)));
        return to.build();
    }
}
