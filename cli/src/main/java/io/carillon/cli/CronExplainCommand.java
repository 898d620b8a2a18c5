package io.carillon.cli;

import io.carillon.model.job.CamelCase;
import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import io.carillon.model.json.Json;
import io.carillon.schedule.CronExpression;
import io.carillon.schedule.Descriptions;
import io.carillon.schedule.Language;
import io.carillon.schedule.Preview;
import io.carillon.schedule.ScheduleException;
import io.carillon.schedule.TriggerContext;
import io.carillon.schedule.calendar.Calendars;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
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

    @Option(names = "--gap", paramLabel = "CHOICE", description = "next or skip a time that the clock leaps over")
    private ClockChanges.@Nullable Gap gap;

    @Option(names = "--overlap", paramLabel = "CHOICE", description = "first or both, of a time that comes twice")
    private ClockChanges.@Nullable Twice overlap;

    @Option(names = "--start", paramLabel = "INSTANT", description = "no fire is before it")
    private @Nullable Instant start;

    @Option(names = "--end", paramLabel = "INSTANT", description = "no fire is after it")
    private @Nullable Instant end;

    @Option(names = "--max-count", paramLabel = "N", description = "how many times it fires in all")
    private @Nullable Integer maxCount;

    @Option(names = "--count", paramLabel = "N", description = "how many fires; usual: 10")
    private int count = 10;

    @Option(names = "--from", paramLabel = "INSTANT", description = "the first fire is after it; usual: now")
    private @Nullable Instant from;

    @Option(names = "--lang", paramLabel = "LANGUAGE", description = "en or zh; usual: en")
    private String lang = "en";

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
            explain(new Trigger.Cron(expression, dialect, zone, changes(), options()));
        } catch (ScheduleException mistake) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(mistake.getMessage()), place(mistake));
        }
        return ExitCode.OK;
    }

    private ClockChanges changes() {
        return new ClockChanges(Optional.ofNullable(gap), Optional.ofNullable(overlap));
    }

    private TriggerOptions options() {
        var most = maxCount == null ? OptionalInt.empty() : OptionalInt.of(maxCount);
        try {
            var bounds = new TriggerBounds(Optional.ofNullable(start), Optional.ofNullable(end), most);
            return new TriggerOptions(Duration.ZERO, bounds, Optional.empty());
        } catch (IllegalArgumentException contradiction) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(contradiction.getMessage()));
        }
    }

    private void explain(Trigger.Cron trigger) {
        Language language = language();
        Instant begin = from == null ? terminal.clock().instant() : from;
        var preview = Preview.of(trigger, new TriggerContext(Calendars.NONE, begin, 0), begin, count);
        String description = Descriptions.of(trigger, language);
        String read = CronExpression.parse(expression, dialect).dialect().name().toLowerCase(Locale.ROOT);
        Json document = Json.object()
                .put("expression", expression)
                .put("dialect", read)
                .put("zone", zone.getId())
                .put("description", description)
                .put(
                        "fires",
                        Json.array(preview.fires().stream()
                                .map(fire -> Json.of(fire.toString()))
                                .toList()))
                .put(
                        "warnings",
                        Json.array(preview.warnings().stream()
                                .map(warning -> document(warning, language))
                                .toList()))
                .build();
        output.show(document, () -> description + " [" + read + "]\n" + text(preview, language));
    }

    private static Json document(Preview.Warning warning, Language language) {
        return Json.object()
                .put("instant", warning.instant().toString())
                .put("kind", CamelCase.of(warning.kind()))
                .put("text", warning.text(language))
                .build();
    }

    private Language language() {
        return switch (lang) {
            case "en" -> Language.ENGLISH;
            case "zh" -> Language.CHINESE;
            default -> throw new CommandException(ExitCode.USAGE, "--lang is en or zh, not '" + lang + "'");
        };
    }

    private String text(Preview preview, Language language) {
        return FireText.lines(
                preview.fires(),
                preview.warnings().stream()
                        .map(warning -> new FireText.Remark(warning.instant(), warning.text(language)))
                        .toList(),
                fire -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(fire.atZone(zone)));
    }

    private List<String> place(ScheduleException mistake) {
        return mistake.position() < 0
                ? List.of(expression)
                : List.of(expression, " ".repeat(Math.min(mistake.position(), expression.length())) + "^");
    }
}
