package io.carillon.cli;

import io.carillon.model.ResourceKind;
import io.carillon.model.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "delete", description = "Delete one that nothing refers to.")
final class ResourceDeleteCommand implements Callable<Integer> {

    private final ResourceKind kind;

    @Mixin
    private final ResourceArgument resource = new ResourceArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    ResourceDeleteCommand(ResourceKind kind, Terminal terminal) {
        this.kind = kind;
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        Json deleted = server.ask(client -> {
            client.resources(kind, resource.namespace()).delete(resource.name());
            return Json.object()
                    .put("kind", kind.title())
                    .put("namespace", resource.namespace().value())
                    .put("name", resource.name().value())
                    .put("deleted", true)
                    .build();
        });
        output.done(deleted, resource.key(kind) + " deleted");
        return ExitCode.OK;
    }
}
