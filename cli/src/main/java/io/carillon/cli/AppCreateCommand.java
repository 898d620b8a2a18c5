package io.carillon.cli;

import io.carillon.model.AppName;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "Make an app known before its first worker connects, so that jobs for it can be saved.")
final class AppCreateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "APP", description = "the app's name")
    private @Nullable AppName app;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    AppCreateCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        AppName name = Objects.requireNonNull(app, "the parser asks for an app's name");
        server.ask(client -> {
            client.declareApp(name);
            return name;
        });
        output.done(AppListCommand.document(name), "app " + name + " is known");
        return ExitCode.OK;
    }
}
