package io.carillon.chaos.machines;

import io.carillon.chaos.process.JavaCommand;
import io.carillon.chaos.proxy.FaultProxy;
import io.carillon.chaos.witness.WitnessWorker;
import io.carillon.databases.process.GuardedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link WitnessWorker} as a process of its own. Each of its starts has another name, as a new process has in the world. */
final class WorkerMachine extends Living {

    private static final int MEGABYTES = 96;

    private final int number;
    private final Site site;

    private WorkerMachine(int number, Site site, List<FaultProxy> toNodes) {
        String name = "worker-" + number;
        super(name, site.clock(name), toNodes);
        this.number = number;
        this.site = site;
    }

    static WorkerMachine of(int number, Site site, List<NodeMachine> nodes) {
        return new WorkerMachine(
                number,
                site,
                nodes.stream().map(node -> FaultProxy.to(node.grpc())).toList());
    }

    @Override
    GuardedProcess launch(int starts) {
        var arguments = new ArrayList<>(List.of(
                name() + "." + (starts + 1),
                site.witnesses().toString(),
                site.habit().name()));
        lines().forEach(line -> arguments.add("127.0.0.1:" + line.port()));
        List<String> command = JavaCommand.of(
                site.version(number, starts).workers(),
                MEGABYTES,
                WitnessWorker.class.getName(),
                arguments.toArray(String[]::new));
        command.add(1, "-Dlogback.configurationFile=chaos-logback.xml");
        return GuardedProcess.start(clock().under(command), Map.of("CARILLON_TOKEN", Site.TOKEN), site.log(name()));
    }
}
