package io.carillon.cli;

import io.carillon.cli.output.Table;
import io.carillon.client.CarillonClient;
import io.carillon.client.PartitionView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List the partitions, who owns them and how far they are planned.")
final class PartitionListCommand implements Callable<Integer> {

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    PartitionListCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<PartitionView> partitions = server.ask(CarillonClient::partitions);
        output.list("partitions", partitions, PartitionView::document, () -> table(partitions));
        return ExitCode.OK;
    }

    private static Table table(List<PartitionView> partitions) {
        var table = new Table("PARTITION", "OWNER", "EPOCH", "WATERMARK");
        partitions.forEach(partition -> table.row(
                partition.partition(), partition.owner(), partition.epoch().number(), partition.watermark()));
        return table;
    }
}
