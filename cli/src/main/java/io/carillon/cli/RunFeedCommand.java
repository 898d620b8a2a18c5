package io.carillon.cli;

import io.carillon.client.CarillonClient;
import io.carillon.client.CarillonClientException;
import io.carillon.client.TriggerRequest;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "feed",
        description = {
            "Ask for any number of runs of a job, in batches: each batch as a whole or not at all.",
            "Each line of the file is a JSON object with params, at, key and priority, none of which must be there. It"
                    + " ends at the first line or batch that can't be taken; what was taken before stays."
        })
final class RunFeedCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final JobArgument job = new JobArgument();

    @Mixin
    private final RequestsOption source = new RequestsOption();

    @Option(
            names = "--grpc",
            paramLabel = "HOST:PORT",
            description = "feed a node's gRPC port, or those of several with commas: several batches are under way at"
                    + " once; without it, batches go to --server one after the other")
    private @Nullable String nodes;

    @Option(names = "--batch", paramLabel = "N", description = "runs of a batch, at most 10000; usual: 1000")
    private int batchSize = 1_000;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    RunFeedCommand(Terminal terminal) {
        this.terminal = terminal;
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        if (batchSize < 1 || batchSize > RequestLines.MAX_REQUESTS) {
            throw new CommandException(
                    ExitCode.USAGE, "a batch has 1 to " + RequestLines.MAX_REQUESTS + " runs, not " + batchSize);
        }
        FeedProgress fed =
                nodes == null ? server.ask(this::overRest) : server.feed(nodes, tls, feed -> feed(feed::send));
        Json document = Json.object()
                .put("runs", fed.runs())
                .put("batches", fed.batches())
                .build();
        output.done(document, fed.runs() + " runs of job " + job.key() + " in " + fed.batches() + " batches");
        return ExitCode.OK;
    }

    private FeedProgress overRest(CarillonClient client) {
        return feed((_, requests) -> {
            try {
                return CompletableFuture.completedFuture(
                        client.runs(job.namespace()).batch(job.name(), requests));
            } catch (CarillonClientException failed) {
                return CompletableFuture.failedFuture(failed);
            }
        });
    }

    private interface Outlet {

        CompletableFuture<List<RunId>> send(JobKey job, List<TriggerRequest> requests) throws InterruptedException;
    }

    private FeedProgress feed(Outlet outlet) {
        var progress = new FeedProgress(terminal);
        try (var lines = RequestReader.open(terminal, source.file())) {
            RequestBatch next = progress.next(lines, batchSize);
            while (!next.isEmpty() && !progress.hasFailed()) {
                progress.expect(next, outlet.send(job.key(), next.requests()));
                next = progress.next(lines, batchSize);
            }
            progress.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.FAILED, "interrupted; " + progress.known());
        }
        return progress;
    }
}
