package io.carillon.cli;

import io.carillon.client.JobView;
import io.carillon.client.Page;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List the jobs of a namespace.")
final class JobListCommand implements Callable<Integer> {

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Mixin
    private final LimitOption limit = new LimitOption();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobListCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        Page<JobView> jobs = server.ask(client -> Page.collect(
                limit.items(), cursor -> client.jobs(namespace.namespace()).list(cursor, limit.perPage())));
        output.list("jobs", jobs.items(), JobView::document, () -> JobText.table(jobs.items()));
        limit.noteMore(jobs, output);
        return ExitCode.OK;
    }
}
