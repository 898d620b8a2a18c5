package io.carillon.model.job;

import io.carillon.model.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the triggers of a job. Whether a cron expression makes sense is for the {@code schedule} module to say. */
public final class TriggerReader {

    private static final List<String> KINDS = List.of("cron", "every", "delay", "at");
    private static final Duration MAX_JITTER = Duration.ofDays(1);

    private TriggerReader() {}

    static List<Trigger> readAll(ObjectReader spec) {
        var triggers = new ArrayList<Trigger>();
        List<Json> items = spec.array("triggers", JobSpec.MAX_TRIGGERS);
        for (int i = 0; i < items.size(); i++) {
            read(spec.item("triggers", i, items.get(i))).ifPresent(triggers::add);
        }
        return triggers;
    }

    /** Reads one trigger. What it gives is to be used only if the reader has found no problem. */
    public static Optional<Trigger> read(ObjectReader reader) {
        List<String> given =
                KINDS.stream().filter(kind -> reader.get(kind).isPresent()).toList();
        Optional<Trigger> trigger = Optional.empty();
        if (given.size() == 1) {
            String kind = given.getFirst();
            refuseForeign(kind, reader);
            trigger = ofKind(kind, reader);
        } else {
            reader.problem("", "invalid-value", "expected exactly one of cron, every, delay, at");
            TriggerRules.OPTIONS.keySet().forEach(reader::get);
        }
        reader.close();
        return trigger;
    }

    private static void refuseForeign(String kind, ObjectReader reader) {
        TriggerRules.OPTIONS.forEach((option, kinds) -> {
            if (reader.get(option).isPresent() && !kinds.contains(kind)) {
                String message = "means nothing with '" + kind + "'; it goes with " + String.join(", ", kinds);
                reader.problem(option, "not-applicable", message);
            }
        });
    }

    private static Optional<Trigger> ofKind(String kind, ObjectReader reader) {
        Duration jitter = reader.duration("jitter", Duration.ZERO, MAX_JITTER).orElse(Duration.ZERO);
        return switch (kind) {
            case "cron" -> cron(reader, options(reader, jitter));
            case "every" -> every(reader, options(reader, jitter));
            case "delay" -> {
                var options = new TriggerOptions(jitter, bounds(reader, OptionalInt.empty()), Optional.empty());
                yield period("delay", reader).map(pause -> new Trigger.Delay(pause, options));
            }
            default -> reader.instant("at").map(at -> new Trigger.At(at, jitter));
        };
    }

    private static Optional<Trigger> cron(ObjectReader reader, TriggerOptions options) {
        Optional<String> expression = reader.string("cron");
        ZoneId zone = zone(reader).orElse(TriggerRules.UTC);
        CronDialect dialect = reader.choice("dialect", CronDialect.values()).orElse(CronDialect.AUTO);
        var changes = new ClockChanges(
                reader.choice("gap", ClockChanges.Gap.values()), reader.choice("overlap", ClockChanges.Twice.values()));
        return expression.map(text -> new Trigger.Cron(text, dialect, zone, changes, options));
    }

    private static Optional<Trigger> every(ObjectReader reader, TriggerOptions options) {
        Optional<ZoneId> zone = zone(reader);
        Optional<DailyWindow> window = WindowReader.read(reader);
        boolean elapsed =
                reader.get("window").isEmpty() && reader.get("calendar").isEmpty();
        if (elapsed && reader.get("zone").isPresent()) {
            reader.problem(
                    "zone",
                    "not-applicable",
                    "a fixed rate follows elapsed time; it has a zone with a window or calendar");
            return Optional.empty();
        }
        ZoneId known =
                window.isEmpty() && options.calendar().isEmpty() ? TriggerRules.UTC : zone.orElse(TriggerRules.UTC);
        return period("every", reader).map(period -> new Trigger.Every(period, known, window, options));
    }

    private static Optional<Duration> period(String name, ObjectReader reader) {
        return reader.duration(name, TriggerRules.MIN_PERIOD, TriggerRules.MAX_PERIOD);
    }

    private static TriggerOptions options(ObjectReader reader, Duration jitter) {
        OptionalInt maxCount = reader.integer("maxCount", 1, TriggerBounds.LARGEST_COUNT)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        return new TriggerOptions(jitter, bounds(reader, maxCount), calendar(reader));
    }

    private static TriggerBounds bounds(ObjectReader reader, OptionalInt maxCount) {
        Optional<Instant> start = reader.instant("start");
        Optional<Instant> end = reader.instant("end");
        if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
            reader.problem("end", "invalid-value", "'" + end.get() + "' is before the start '" + start.get() + "'");
            return TriggerBounds.NONE;
        }
        return new TriggerBounds(start, end, maxCount);
    }

    private static Optional<TriggerOptions.CalendarUse> calendar(ObjectReader reader) {
        OnHoliday onHoliday = reader.choice("onHoliday", OnHoliday.values()).orElse(OnHoliday.SKIP);
        if (reader.get("onHoliday").isPresent() && reader.get("calendar").isEmpty()) {
            reader.problem("onHoliday", "not-applicable", "means nothing without a 'calendar'");
        }
        return reader.string("calendar").map(name -> new TriggerOptions.CalendarUse(name, onHoliday));
    }

    private static Optional<ZoneId> zone(ObjectReader reader) {
        return reader.string("zone").flatMap(text -> zone(reader, text));
    }

    private static Optional<ZoneId> zone(ObjectReader reader, String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException unknown) {
            String meant = Suggestions.nearest(
                            text, ZoneId.getAvailableZoneIds().stream().sorted().toList())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(", such as Asia/Shanghai or UTC");
            reader.problem("zone", "unknown-zone", "'" + text + "' is not an IANA time zone" + meant);
            return Optional.empty();
        }
    }
}
