package io.carillon.gateway.peer;

import io.carillon.engine.WorkerFacts;
import io.carillon.engine.WorkerLoad;
import io.carillon.gateway.WorkerView;
import io.carillon.model.AppName;
import io.carillon.model.WorkerId;
import io.carillon.protocol.v1.node.NodeWire;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The workers that are connected to a node, as another one shows them to people. */
public final class WorkersWire {

    private WorkersWire() {}

    public static NodeWire.WorkersSeen write(List<WorkerView> workers) {
        return NodeWire.WorkersSeen.newBuilder()
                .addAllWorkers(workers.stream().map(WorkersWire::write).toList())
                .build();
    }

    public static List<WorkerView> read(NodeWire.WorkersSeen seen) {
        return seen.getWorkersList().stream().map(WorkersWire::read).toList();
    }

    private static NodeWire.WorkerSeen write(WorkerView worker) {
        WorkerFacts facts = worker.facts();
        var to = NodeWire.WorkerSeen.newBuilder()
                .setId(facts.id().value())
                .setBootId(facts.bootId())
                .setApp(facts.app().value())
                .setSlots(facts.slots())
                .setRunning(worker.running())
                .setDraining(worker.draining())
                .setConnectedAtMicros(Marshal.micros(worker.connectedAt()))
                .putAllLabels(facts.labels())
                .addAllTaskTypes(facts.capabilities());
        WorkerLoad load = worker.load();
        if (load.cpu() != WorkerLoad.NOT_TOLD) {
            to.setCpuPermille(load.cpu());
        }
        if (load.memory() != WorkerLoad.NOT_TOLD) {
            to.setMemoryPermille(load.memory());
        }
        if (load.io() != WorkerLoad.NOT_TOLD) {
            to.setIoPermille(load.io());
        }
        return to.build();
    }

    private static WorkerView read(NodeWire.WorkerSeen from) {
        var facts = new WorkerFacts(
                new WorkerId(from.getId()),
                from.getBootId(),
                new AppName(from.getApp()),
                from.getSlots(),
                false,
                Set.copyOf(from.getTaskTypesList()),
                Map.copyOf(from.getLabelsMap()),
                List.of());
        var load = new WorkerLoad(
                from.hasCpuPermille() ? from.getCpuPermille() : WorkerLoad.NOT_TOLD,
                from.hasMemoryPermille() ? from.getMemoryPermille() : WorkerLoad.NOT_TOLD,
                from.hasIoPermille() ? from.getIoPermille() : WorkerLoad.NOT_TOLD);
        return new WorkerView(
                facts, Marshal.instant(from.getConnectedAtMicros()), from.getRunning(), load, from.getDraining());
    }
}
