package io.carillon.model.job;

import io.carillon.model.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** Reads one trigger. */
    public static Optional<Trigger> read(ObjectReader reader) {
        Duration jitter = reader.duration("jitter", Duration.ZERO, MAX_JITTER).orElse(Duration.ZERO);
        List<String> given =
                KINDS.stream().filter(kind -> reader.get(kind).isPresent()).toList();
        Optional<Trigger> trigger = Optional.empty();
        if (given.size() == 1) {
            trigger = ofKind(given.getFirst(), reader, jitter);
        } else {
            reader.problem("", "invalid-value", "expected exactly one of cron, every, delay, at");
            reader.get("zone");
            reader.get("dialect");
        }
        reader.close();
        return trigger;
    }

    private static Optional<Trigger> ofKind(String kind, ObjectReader reader, Duration jitter) {
        return switch (kind) {
            case "cron" -> cron(reader, jitter);
            case "every" -> period("every", reader).map(period -> new Trigger.Every(period, jitter));
            case "delay" -> period("delay", reader).map(pause -> new Trigger.Delay(pause, jitter));
            default ->
                reader.string("at").flatMap(text -> instant(reader, text)).map(at -> new Trigger.At(at, jitter));
        };
    }

    private static Optional<Trigger> cron(ObjectReader reader, Duration jitter) {
        Optional<String> expression = reader.string("cron");
        ZoneId zone = reader.string("zone").flatMap(text -> zone(reader, text)).orElse(TriggerRules.UTC);
        CronDialect dialect = reader.choice("dialect", CronDialect.values()).orElse(CronDialect.AUTO);
        return expression.map(text -> new Trigger.Cron(text, dialect, zone, jitter));
    }

    private static Optional<Duration> period(String name, ObjectReader reader) {
        return reader.duration(name, TriggerRules.MIN_PERIOD, TriggerRules.MAX_PERIOD);
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

    private static Optional<Instant> instant(ObjectReader reader, String text) {
        Optional<Instant> instant = Instants.parse(text);
        if (instant.isEmpty()) {
            reader.problem("at", "invalid-value", "expected " + Instants.RULE + ", not '" + text + "'");
        }
        return instant;
    }
}
