package io.carillon.cli;

import io.carillon.cli.output.Table;
import io.carillon.client.Page;
import io.carillon.client.ResourceView;
import io.carillon.model.ResourceKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List those of a namespace.")
final class ResourceListCommand implements Callable<Integer> {

    private final ResourceKind kind;

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Mixin
    private final LimitOption limit = new LimitOption();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    ResourceListCommand(ResourceKind kind, Terminal terminal) {
        this.kind = kind;
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        Page<ResourceView> found = server.ask(client -> Page.collect(
                limit.items(),
                cursor -> client.resources(kind, namespace.namespace()).list(cursor, limit.perPage())));
        output.list(kind.plural(), found.items(), ResourceView::document, () -> table(found.items()));
        limit.noteMore(found, output);
        return ExitCode.OK;
    }

    private static Table table(List<ResourceView> resources) {
        var table = new Table("NAME", "VERSION", "CHANGED", "SAYS");
        for (ResourceView resource : resources) {
            table.row(resource.key().name(), resource.version(), resource.changedAt(), ResourceText.summary(resource));
        }
        return table;
    }
}
