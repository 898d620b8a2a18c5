package io.carillon.simulation.check;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.SessionId;
import io.carillon.engine.WorkerFacts;
import io.carillon.model.NodeId;
import io.carillon.model.job.Affinity;
import java.util.HashMap;
import java.util.Map;

/** A run is handed to nobody without the labels that it asks for, and to nobody with one that it does not want. */
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
                                && areAsAskedFor(
                                        worker.labels(), assign.spec().routing().affinity()),
                        worker,
                        " was handed ",
                        assign);
            }
            default -> {}
        }
    }

    private static boolean areAsAskedFor(Map<String, String> labels, Affinity affinity) {
        return labels.entrySet().containsAll(affinity.labels().entrySet())
                && affinity.notLabels().entrySet().stream().noneMatch(labels.entrySet()::contains);
    }
}
