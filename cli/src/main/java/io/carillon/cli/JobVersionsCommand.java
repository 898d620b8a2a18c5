package io.carillon.cli;

import io.carillon.cli.output.Table;
import io.carillon.client.JobView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "versions", description = "List what a job was, version by version.")
final class JobVersionsCommand implements Callable<Integer> {

    @Mixin
    private final JobArgument job = new JobArgument();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobVersionsCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<JobView> versions = server.ask(client -> job.jobs(client).versions(job.name()));
        output.list("versions", versions, JobView::document, () -> table(versions));
        return ExitCode.OK;
    }

    private static Table table(List<JobView> versions) {
        var table = new Table("VERSION", "UPDATED", "TRIGGERS", "LABELS");
        for (JobView version : versions) {
            table.row(
                    version.version(),
                    version.updatedAt(),
                    JobText.triggers(version),
                    JobText.labels(version.labels()));
        }
        return table;
    }
}
