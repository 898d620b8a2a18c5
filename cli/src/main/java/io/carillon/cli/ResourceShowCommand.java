package io.carillon.cli;

import io.carillon.client.ResourceView;
import io.carillon.model.ResourceKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "show", description = "Show one. What -o yaml shows can be edited and applied.")
final class ResourceShowCommand implements Callable<Integer> {

    private final ResourceKind kind;

    @Mixin
    private final ResourceArgument resource = new ResourceArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    ResourceShowCommand(ResourceKind kind, Terminal terminal) {
        this.kind = kind;
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        ResourceView shown = server.ask(
                client -> client.resources(kind, resource.namespace()).get(resource.name()));
        output.show(shown.document(), () -> ResourceText.facts(shown));
        return ExitCode.OK;
    }
}
