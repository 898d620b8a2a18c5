package io.carillon.cli;

import io.carillon.client.Completion;
import io.carillon.client.RunView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "complete",
        description = "Say how a run ended that waits for a callback, in the stead of whoever should have called.")
final class RunCompleteCommand implements Callable<Integer> {

    @Mixin
    private final RunArgument run = new RunArgument();

    @ArgGroup
    private @Nullable Ending ending;

    @Option(names = "--for-good", description = "with --failed: without another attempt")
    private boolean forGood;

    @Option(names = "--code", paramLabel = "CODE", description = "with --failed: for programs; usual: TASK_FAILED")
    private String code = "TASK_FAILED";

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    RunCompleteCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    /** Of these one; none says that it went well. */
    private static final class Ending {

        @Option(
                names = "--result",
                paramLabel = "JSON",
                description = "it went well, and came to this: JSON, or a string")
        private @Nullable String result;

        @Option(
                names = "--failed",
                paramLabel = "MESSAGE",
                description = "it failed; its retry policy goes on from there")
        private @Nullable String failed;

        @Option(names = "--skipped", paramLabel = "REASON", description = "there was nothing to be done")
        private @Nullable String skipped;
    }

    @Override
    public Integer call() {
        RunView ended = server.ask(client -> run.runs(client).complete(run.id(), completion()));
        output.done(ended.document(), "run " + ended.id() + " completed: " + ended.state());
        return ExitCode.OK;
    }

    private Completion completion() {
        if (ending != null && ending.failed != null) {
            return new Completion.Failed(code, ending.failed, !forGood);
        }
        if (ending != null && ending.skipped != null) {
            return new Completion.Skipped(ending.skipped);
        }
        return new Completion.Succeeded(
                ending == null || ending.result == null ? null : ParamsOption.value(ending.result));
    }
}
