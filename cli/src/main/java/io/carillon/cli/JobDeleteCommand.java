package io.carillon.cli;

import io.carillon.model.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "delete", description = "Delete a job. Its history stays.")
final class JobDeleteCommand implements Callable<Integer> {

    @Mixin
    private final JobArgument job = new JobArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobDeleteCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        Json deleted = server.ask(client -> {
            job.jobs(client).delete(job.name());
            return Json.object()
                    .put("namespace", job.namespace().value())
                    .put("name", job.name().value())
                    .put("deleted", true)
                    .build();
        });
        output.done(deleted, "job " + job.key() + " deleted");
        return ExitCode.OK;
    }
}
