package io.carillon.cli;

import io.carillon.client.Page;
import io.carillon.client.RunFilter;
import io.carillon.client.RunView;
import io.carillon.model.JobName;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List the runs of a namespace, the latest first.")
final class RunListCommand implements Callable<Integer> {

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Option(names = "--job", paramLabel = "JOB", description = "of this job only")
    private @Nullable JobName job;

    @Option(
            names = "--state",
            split = ",",
            paramLabel = "STATE",
            description = "in this state only, or in one of these: running,failed")
    private List<RunStatus> states = List.of();

    @Option(names = "--from", paramLabel = "INSTANT", description = "scheduled at or after it")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "scheduled before it")
    private @Nullable Instant to;

    @Option(names = "--dead", description = "dead letters only: they failed for good, and nothing made up for them")
    private boolean dead;

    @Option(names = "--shard-of", paramLabel = "RUN", description = "the shards of this run only")
    private @Nullable RunId shardOf;

    @Mixin
    private final LimitOption limit = new LimitOption();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    RunListCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        var filter = new RunFilter(job, Set.copyOf(states), from, to, dead, shardOf);
        Page<RunView> runs = server.ask(client -> Page.collect(
                limit.items(), cursor -> client.runs(namespace.namespace()).list(filter, cursor, limit.perPage())));
        output.list(
                "runs",
                runs.items(),
                RunView::document,
                () -> dead ? RunText.deadLetters(runs.items()) : RunText.table(runs.items()));
        limit.noteMore(runs, output);
        return ExitCode.OK;
    }
}
