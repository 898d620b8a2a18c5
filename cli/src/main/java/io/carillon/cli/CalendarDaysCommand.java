package io.carillon.cli;

import io.carillon.cli.output.Table;
import io.carillon.client.DayView;
import io.carillon.model.ResourceKind;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "days", description = "Show which days of a calendar count.")
final class CalendarDaysCommand implements Callable<Integer> {

    @Mixin
    private final ResourceArgument calendar = new ResourceArgument();

    @Option(names = "--from", paramLabel = "DATE", description = "the first day; usual: today in UTC")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DATE", description = "the last day; usual: 30 days after the first")
    private @Nullable String to;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    CalendarDaysCommand(Terminal terminal) {
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<DayView> days = server.ask(client ->
                client.resources(ResourceKind.CALENDAR, calendar.namespace()).days(calendar.name(), from, to));
        output.list("days", days, DayView::document, () -> table(days));
        return ExitCode.OK;
    }

    private static Table table(List<DayView> days) {
        var table = new Table("DATE", "WEEKDAY", "COUNTS", "HOURS");
        days.forEach(day -> table.row(day.date(), day.weekday(), day.counts(), String.join(", ", day.hours())));
        return table;
    }
}
