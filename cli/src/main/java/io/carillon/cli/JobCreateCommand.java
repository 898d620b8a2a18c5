package io.carillon.cli;

import io.carillon.client.JobView;
import io.carillon.model.job.JobDraft;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "create",
        description = {
            "Create jobs from files. A name that is taken is a conflict;",
            "'carillon apply' replaces instead."
        })
final class JobCreateCommand implements Callable<Integer> {

    @Mixin
    private final Definitions definitions;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobCreateCommand(Terminal terminal) {
        definitions = new Definitions(terminal);
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<Definitions.Definition<JobDraft>> read = definitions.jobs();
        return server.ask(client -> {
            for (var definition : read) {
                var draft = definition.draft();
                JobView job = client.jobs(draft.key().namespace()).create(draft);
                output.done(job.document(), "job " + job.key() + " created");
            }
            return ExitCode.OK;
        });
    }
}
