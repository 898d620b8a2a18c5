package io.carillon.cli;

import io.carillon.cli.output.Table;
import io.carillon.client.CarillonClient;
import io.carillon.model.AppName;
import io.carillon.model.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List the apps that jobs can be for.")
final class AppListCommand implements Callable<Integer> {

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    AppListCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<AppName> apps = server.ask(CarillonClient::apps);
        output.list("apps", apps, AppListCommand::document, () -> table(apps));
        return ExitCode.OK;
    }

    static Json document(AppName app) {
        return Json.object().put("name", app.value()).build();
    }

    private static Table table(List<AppName> apps) {
        var table = new Table("APP");
        apps.forEach(table::row);
        return table;
    }
}
