package io.carillon.cli;

import io.carillon.cli.output.Table;
import io.carillon.client.CarillonClient;
import io.carillon.client.NodeView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List the nodes of the cluster.")
final class NodeListCommand implements Callable<Integer> {

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    NodeListCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<NodeView> nodes = server.ask(CarillonClient::nodes);
        output.list("nodes", nodes, NodeView::document, () -> table(nodes));
        return ExitCode.OK;
    }

    private static Table table(List<NodeView> nodes) {
        var table = new Table("NODE", "ADDRESS", "STATE", "PARTITIONS", "LATENESS", "CLOCK SKEW", "VERSION", "STARTED");
        nodes.forEach(node -> table.row(
                node.id(),
                node.address(),
                node.silentSince() == null ? node.state() : node.state() + " since " + node.silentSince(),
                node.partitions(),
                millis(node.lateness()),
                millis(node.clockSkew()),
                node.version(),
                node.startedAt()));
        return table;
    }

    private static @Nullable String millis(@Nullable Duration span) {
        return span == null ? null : span.toMillis() + " ms";
    }
}
