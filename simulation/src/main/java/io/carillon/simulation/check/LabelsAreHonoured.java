package io.carillon.simulation.check;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.SessionId;
import io.carillon.engine.WorkerFacts;
import io.carillon.model.NodeId;
import java.util.HashMap;
import java.util.Map;

/** A run that asks for labels is handed to nobody without them. */
final class LabelsAreHonoured extends Invariant {

    private final Map<Link, WorkerFacts> workers = new HashMap<>();

    private record Link(NodeId node, SessionId session) {}

    @Override
    void after(Happening happening, Ledger ledger) {
        switch (happening) {
            case Happening.Heard(NodeId node, Event.WorkerJoined joined) ->
                workers.put(new Link(node, joined.session()), joined.worker());
            case Happening.HandedOut(NodeId node, Effect.Assign assign) -> {
                WorkerFacts worker = workers.get(new Link(node, assign.session()));
                require(
                        worker != null
                                && worker.labels()
                                        .entrySet()
                                        .containsAll(
                                                assign.spec().routing().labels().entrySet()),
                        worker,
                        " was handed ",
                        assign);
            }
            default -> {}
        }
    }
}
