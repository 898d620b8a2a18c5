package io.carillon.cli;

import io.carillon.client.JobView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "restore", description = "Make a job what it was in an earlier version. That makes a new version.")
final class JobRestoreCommand implements Callable<Integer> {

    @Mixin
    private final JobArgument job = new JobArgument();

    @Option(
            names = "--version",
            required = true,
            paramLabel = "N",
            description = "the version to go back to; see 'job versions'")
    private int version;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobRestoreCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    /** What somebody else has changed in the meantime is not overwritten. */
    @Override
    public Integer call() {
        JobView restored = server.ask(client -> {
            JobView before = job.jobs(client).get(job.name());
            return job.jobs(client).restore(job.name(), version, before.version());
        });
        output.done(
                restored.document(),
                "job " + job.key() + " is as in version " + version + " again: version " + restored.version());
        return ExitCode.OK;
    }
}
