package io.carillon.cli;

import io.carillon.client.JobView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "show", description = "Show a job. What -o yaml shows can be edited and applied.")
final class JobShowCommand implements Callable<Integer> {

    @Mixin
    private final JobArgument job = new JobArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobShowCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        JobView shown = server.ask(client -> job.jobs(client).get(job.name()));
        output.show(shown.document(), () -> JobText.facts(shown));
        return ExitCode.OK;
    }
}
