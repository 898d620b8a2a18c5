package io.carillon.cli;

import io.carillon.cli.output.Table;
import io.carillon.client.CarillonClient;
import io.carillon.client.WorkerView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List the workers that are connected.")
final class WorkerListCommand implements Callable<Integer> {

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    WorkerListCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<WorkerView> workers = server.ask(CarillonClient::workers);
        output.list("workers", workers, WorkerView::document, () -> table(workers));
        return ExitCode.OK;
    }

    private static Table table(List<WorkerView> workers) {
        var table = new Table("WORKER", "APP", "STATE", "RUNNING", "SLOTS", "LOAD", "TASKS", "LABELS", "CONNECTED");
        for (WorkerView worker : workers) {
            table.row(
                    worker.id(),
                    worker.app(),
                    worker.state(),
                    worker.running(),
                    worker.slots(),
                    worker.load(),
                    String.join(",", worker.taskTypes()),
                    JobText.labels(worker.labels()),
                    worker.connectedAt());
        }
        return table;
    }
}
