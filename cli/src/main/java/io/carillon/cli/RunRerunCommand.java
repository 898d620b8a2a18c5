package io.carillon.cli;

import io.carillon.client.CarillonClient;
import io.carillon.client.Page;
import io.carillon.client.RunFilter;
import io.carillon.client.RunView;
import io.carillon.client.RunsClient;
import io.carillon.client.TriggerRequest;
import io.carillon.model.JobName;
import io.carillon.model.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rerun",
        description = {
            "Ask for the work of a run that has ended to be done again, by its job's present definition.",
            "With --dead and --job: of every dead letter of a job."
        })
final class RunRerunCommand implements Callable<Integer> {

    /** One call each: more than this is better done in parts. */
    private static final int MOST_AT_ONCE = 100_000;

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "the run's id")
    private @Nullable RunId id;

    @Option(names = "--dead", description = "every dead letter of the job that --job names")
    private boolean dead;

    @Option(names = "--job", paramLabel = "JOB", description = "the job whose dead letters are meant")
    private @Nullable JobName job;

    @Option(names = "--since", paramLabel = "INSTANT", description = "dead letters that were scheduled at or after it")
    private @Nullable Instant since;

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

    RunRerunCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        if (dead != (job != null) || dead == (id != null) || (since != null && !dead)) {
            throw new CommandException(
                    ExitCode.USAGE, "give either a run's id, or --dead and --job JOB with or without --since");
        }
        if (id != null) {
            rerunOne(id);
        } else if (job != null) {
            rerunAll(job);
        }
        return ExitCode.OK;
    }

    private void rerunOne(RunId former) {
        RunView run = server.ask(client -> runs(client).rerun(former, request(key)));
        output.done(run.document(), "run " + run.id() + " does the work of " + former + " again: " + run.state());
    }

    /** Whatever ends it early, what was done is shown; doing it again goes on with the rest. */
    private void rerunAll(JobName of) {
        var made = new ArrayList<RunView>();
        try {
            server.ask(client -> {
                for (RunView letter : deadLetters(client, of)) {
                    String once = key == null ? letter.id().toString() : key;
                    made.add(runs(client).rerun(letter.id(), request(once)));
                }
                return made;
            });
        } finally {
            output.list("dead letters", made, RunView::document, () -> RunText.table(made));
        }
    }

    private List<RunView> deadLetters(CarillonClient client, JobName of) {
        RunFilter filter = RunFilter.deadLetters(of, since);
        return Page.collect(MOST_AT_ONCE, cursor -> runs(client).list(filter, cursor, Page.MAX_LIMIT))
                .items();
    }

    private RunsClient runs(CarillonClient client) {
        return client.runs(namespace.namespace());
    }

    private TriggerRequest request(@Nullable String once) {
        return new TriggerRequest(params.params(), at, once, priority);
    }
}
