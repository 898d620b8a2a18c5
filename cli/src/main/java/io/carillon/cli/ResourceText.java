package io.carillon.cli;

import io.carillon.cli.output.Facts;
import io.carillon.cli.output.YamlWriter;
import io.carillon.client.ResourceView;
import io.carillon.model.Durations;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.RateLimit;
import io.carillon.model.job.Reading;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import java.util.ArrayList;

/** Calendars and limits in words. */
final class ResourceText {

    private ResourceText() {}

    static String facts(ResourceView resource) {
        return new Facts()
                        .fact(resource.key().kind().title(), resource.key().name())
                        .fact("Namespace", resource.key().namespace())
                        .fact("Version", resource.version())
                        .fact("Changed", resource.changedAt())
                        .text()
                + "\n"
                + YamlWriter.write(resource.document().get("spec").orElse(Json.Null.VALUE));
    }

    /** What it says, on a line; nothing if a newer server says what this program can't read. */
    static String summary(ResourceView resource) {
        return switch (resource.draft()) {
            case Reading.Valid<ResourceDraft> valid ->
                switch (valid.value().spec()) {
                    case CalendarSpec calendar -> summary(calendar);
                    case LimitSpec limit -> summary(limit);
                };
            case Reading.Invalid<ResourceDraft> _ -> "";
        };
    }

    private static String summary(CalendarSpec calendar) {
        int rules = calendar.rules().size();
        String uses = calendar.uses().isEmpty() ? "" : ", uses " + String.join(", ", calendar.uses());
        return rules + (rules == 1 ? " rule" : " rules") + uses;
    }

    private static String summary(LimitSpec limit) {
        var parts = new ArrayList<String>();
        limit.concurrent().ifPresent(most -> parts.add(most + " at once"));
        limit.rate().map(ResourceText::summary).ifPresent(parts::add);
        limit.breaker().map(ResourceText::summary).ifPresent(parts::add);
        return String.join(", ", parts);
    }

    private static String summary(RateLimit rate) {
        return rate.max() + " per " + Durations.format(rate.per());
    }

    private static String summary(Breaker breaker) {
        return "opens at " + Math.round(breaker.failureRate() * 100) + " % of " + breaker.of();
    }
}
