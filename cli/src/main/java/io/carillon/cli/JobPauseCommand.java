package io.carillon.cli;

import io.carillon.client.JobView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "pause", description = "Pause a job: nothing fires until it is resumed.")
final class JobPauseCommand implements Callable<Integer> {

    @Mixin
    private final JobArgument job = new JobArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobPauseCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        JobView paused = server.ask(client -> job.jobs(client).pause(job.name()));
        output.done(paused.document(), "job " + paused.key() + " paused");
        return ExitCode.OK;
    }
}
