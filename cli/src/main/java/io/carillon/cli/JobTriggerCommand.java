package io.carillon.cli;

import io.carillon.client.RunView;
import io.carillon.client.TriggerRequest;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "trigger", description = "Ask for a run of a job.")
final class JobTriggerCommand implements Callable<Integer> {

    @Mixin
    private final JobArgument job = new JobArgument();

    @Mixin
    private final ParamsOption params = new ParamsOption();

    @Option(names = "--at", paramLabel = "INSTANT", description = "not before, such as 2027-01-01T00:00:00Z")
    private @Nullable Instant at;

    @Option(names = "--key", paramLabel = "KEY", description = "asking twice with the same key gives the same run")
    private @Nullable String key;

    @Option(names = "--priority", paramLabel = "N", description = "1 to 10; usual: the job's own")
    private @Nullable Integer priority;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobTriggerCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        var request = new TriggerRequest(params.params(), at, key, priority);
        RunView run = server.ask(client -> job.jobs(client).trigger(job.name(), request));
        output.done(run.document(), "run " + run.id() + " of job " + run.job() + ": " + run.state());
        return ExitCode.OK;
    }
}
