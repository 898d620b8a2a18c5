package io.carillon.cli;

import io.carillon.client.Preview;
import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
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
        Preview preview = server.ask(client -> job.jobs(client).fires(job.name(), count));
        if (preview.fires().isEmpty()) {
            output.note(
                    "Job " + job.key() + " has no fire to come: it is paused, has no triggers, or is past its last.");
        }
        output.show(document(preview), () -> text(preview));
        return ExitCode.OK;
    }

    private static Json document(Preview preview) {
        return Json.object()
                .put(
                        "fires",
                        Json.array(preview.fires().stream()
                                .map(fire -> Json.of(fire.toString()))
                                .toList()))
                .put(
                        "warnings",
                        Json.array(preview.warnings().stream()
                                .map(warning -> Json.object()
                                        .put("instant", warning.instant().toString())
                                        .put("kind", warning.kind())
                                        .put("text", warning.text())
                                        .build())
                                .toList()))
                .build();
    }

    private static String text(Preview preview) {
        List<FireText.Remark> remarks = preview.warnings().stream()
                .map(warning -> new FireText.Remark(warning.instant(), warning.text()))
                .toList();
        return FireText.lines(preview.fires(), remarks, Instant::toString);
    }
}
