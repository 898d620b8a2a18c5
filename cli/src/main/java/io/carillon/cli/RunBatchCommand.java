package io.carillon.cli;

import io.carillon.client.CarillonApiException;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "batch",
        description = {
            "Ask for many runs of a job: all of them, or none if anything is wrong with one.",
            "Each line of the file is a JSON object with params, at, key and priority, none of which must be there."
        })
final class RunBatchCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final JobArgument job = new JobArgument();

    @Mixin
    private final RequestsOption source = new RequestsOption();

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    RunBatchCommand(Terminal terminal) {
        this.terminal = terminal;
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        RequestBatch requests = RequestLines.read(terminal, source.file());
        List<RunId> made = server.ask(client -> {
            try {
                return client.runs(job.namespace()).batch(job.name(), requests.requests());
            } catch (CarillonApiException refused) {
                throw placed(refused, requests);
            }
        });
        Json ids = Json.array(made.stream().map(id -> Json.of(id.toString())).toList());
        output.show(
                Json.object().put("ids", ids).build(),
                () -> made.stream().map(id -> id + "\n").collect(Collectors.joining()));
        return ExitCode.OK;
    }

    /** A mistake is told by the line on which it stands. */
    private static RuntimeException placed(CarillonApiException refused, RequestBatch requests) {
        if (refused.errors().isEmpty() || Failures.exitCode(refused.status()) == ExitCode.AUTH) {
            return refused;
        }
        return new CommandException(
                Failures.exitCode(refused.status()), Failures.summary(refused), requests.mistakes(refused));
    }
}
