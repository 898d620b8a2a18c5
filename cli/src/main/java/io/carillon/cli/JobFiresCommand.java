package io.carillon.cli;

import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "fires", description = "Show when a job fires next.")
final class JobFiresCommand implements Callable<Integer> {

    @Mixin
    private final JobArgument job = new JobArgument();

    @Option(names = "--count", paramLabel = "N", description = "how many fires; usual: 10")
    private int count = 10;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    JobFiresCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<Instant> fires = server.ask(client -> job.jobs(client).fires(job.name(), count));
        if (fires.isEmpty()) {
            output.note(
                    "Job " + job.key() + " has no fire to come: it is paused, has no triggers, or is past its last.");
        }
        Json document = Json.object()
                .put(
                        "fires",
                        Json.array(fires.stream()
                                .map(fire -> Json.of(fire.toString()))
                                .toList()))
                .build();
        output.show(document, () -> fires.stream().map(fire -> fire + "\n").collect(Collectors.joining()));
        return ExitCode.OK;
    }
}
