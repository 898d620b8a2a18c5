package io.carillon.cli;

import io.carillon.client.JobView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "resume", description = "Resume a paused job. What was missed meanwhile stays missed.")
final class JobResumeCommand implements Callable<Integer> {

    @Mixin
    private final JobArgument job = new JobArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobResumeCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        JobView resumed = server.ask(client -> job.jobs(client).resume(job.name()));
        output.done(resumed.document(), "job " + resumed.key() + " resumed");
        return ExitCode.OK;
    }
}
