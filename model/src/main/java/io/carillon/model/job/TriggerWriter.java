package io.carillon.model.job;

import io.carillon.model.Durations;
import io.carillon.model.json.Json;
import java.time.Duration;

/** Writes a trigger in its document form. */
final class TriggerWriter {

    private TriggerWriter() {}

    static Json write(Trigger trigger) {
        var out = Json.object();
        switch (trigger) {
            case Trigger.Cron cron -> writeCron(cron, out);
            case Trigger.Every every -> writeEvery(every, out);
            case Trigger.Delay delay -> out.put("delay", Durations.format(delay.pause()));
            case Trigger.At at -> out.put("at", at.instant().toString());
        }
        writeOptions(trigger.options(), out);
        return out.build();
    }

    private static void writeCron(Trigger.Cron cron, Json.ObjectBuilder out) {
        out.put("cron", cron.expression()).put("zone", cron.zone().getId());
        if (cron.dialect() != CronDialect.AUTO) {
            out.put("dialect", CamelCase.of(cron.dialect()));
        }
        cron.changes().gap().ifPresent(gap -> out.put("gap", CamelCase.of(gap)));
        cron.changes().overlap().ifPresent(overlap -> out.put("overlap", CamelCase.of(overlap)));
    }

    private static void writeEvery(Trigger.Every every, Json.ObjectBuilder out) {
        out.put("every", Durations.format(every.period()));
        if (every.window().isPresent() || every.options().calendar().isPresent()) {
            out.put("zone", every.zone().getId());
        }
        every.window().ifPresent(window -> out.put("window", WindowReader.write(window)));
    }

    private static void writeOptions(TriggerOptions options, Json.ObjectBuilder out) {
        options.calendar()
                .ifPresent(use -> out.put("calendar", use.name()).put("onHoliday", CamelCase.of(use.onHoliday())));
        TriggerBounds bounds = options.bounds();
        bounds.start().ifPresent(start -> out.put("start", start.toString()));
        bounds.end().ifPresent(end -> out.put("end", end.toString()));
        bounds.maxCount().ifPresent(count -> out.put("maxCount", count));
        if (!options.jitter().equals(Duration.ZERO)) {
            out.put("jitter", Durations.format(options.jitter()));
        }
    }
}
