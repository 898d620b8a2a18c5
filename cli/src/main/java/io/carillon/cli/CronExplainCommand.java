package io.carillon.cli;

import io.carillon.model.job.CronDialect;
import io.carillon.model.json.Json;
import io.carillon.schedule.CronExpression;
import io.carillon.schedule.Language;
import io.carillon.schedule.Schedule;
import io.carillon.schedule.ScheduleException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "explain", description = "Say what a cron expression means and when it fires. Asks no server.")
final class CronExplainCommand implements Callable<Integer> {

    private static final int MAX_COUNT = 1000;

    private final Terminal terminal;

    @Parameters(paramLabel = "EXPRESSION", description = "in quotes: \"0 9 * * MON-FRI\"")
    private String expression = "";

    @Option(names = "--zone", paramLabel = "ZONE", description = "such as Asia/Shanghai; usual: UTC")
    private ZoneId zone = ZoneId.of("UTC");

    @Option(names = "--dialect", paramLabel = "NAME", description = "auto, unix, quartz or spring; usual: auto")
    private CronDialect dialect = CronDialect.AUTO;

    @Option(names = "--count", paramLabel = "N", description = "how many fires; usual: 10")
    private int count = 10;

    @Option(names = "--from", paramLabel = "INSTANT", description = "the first fire is after it; usual: now")
    private @Nullable Instant from;

    @Option(names = "--lang", paramLabel = "LANGUAGE", description = "en or zh; usual: en")
    private String language = "en";

    @Mixin
    private final OutputOption output;

    CronExplainCommand(Terminal terminal) {
        this.terminal = terminal;
        output = new OutputOption(terminal);
    }

    @Override
    public Integer call() {
        if (count < 0 || count > MAX_COUNT) {
            throw new CommandException(ExitCode.USAGE, "--count takes a number from 0 to " + MAX_COUNT);
        }
        try {
            explain(CronExpression.parse(expression, dialect));
        } catch (ScheduleException mistake) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(mistake.getMessage()), place(mistake));
        }
        return ExitCode.OK;
    }

    private void explain(CronExpression cron) {
        String description = cron.describe(chosenLanguage());
        List<Instant> fires = fires(cron);
        Json document = Json.object()
                .put("expression", cron.toString())
                .put("dialect", cron.dialect().name().toLowerCase(Locale.ROOT))
                .put("zone", zone.getId())
                .put("description", description)
                .put(
                        "fires",
                        Json.array(fires.stream()
                                .map(fire -> Json.of(fire.toString()))
                                .toList()))
                .build();
        output.show(document, () -> text(cron, description, fires));
    }

    private Language chosenLanguage() {
        return switch (language) {
            case "en" -> Language.ENGLISH;
            case "zh" -> Language.CHINESE;
            default -> throw new CommandException(ExitCode.USAGE, "--lang is en or zh, not '" + language + "'");
        };
    }

    private List<Instant> fires(CronExpression cron) {
        Instant start = from == null ? terminal.clock().instant() : from;
        Schedule schedule = cron.in(zone, start);
        var fires = new ArrayList<Instant>();
        Instant fire = schedule.next(start);
        while (fire != null && fires.size() < count) {
            fires.add(fire);
            fire = schedule.next(fire);
        }
        return fires;
    }

    private String text(CronExpression cron, String description, List<Instant> fires) {
        var text = new StringBuilder(description)
                .append(" (")
                .append(cron.dialect().name().toLowerCase(Locale.ROOT))
                .append(", ")
                .append(zone.getId())
                .append(")\n");
        for (Instant fire : fires) {
            text.append(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(fire.atZone(zone)))
                    .append('\n');
        }
        return text.toString();
    }

    private List<String> place(ScheduleException mistake) {
        return mistake.position() < 0
                ? List.of(expression)
                : List.of(expression, " ".repeat(Math.min(mistake.position(), expression.length())) + "^");
    }
}
