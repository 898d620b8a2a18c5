package io.carillon.schedule;

import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says in words when a trigger fires, whatever it is. */
public final class Descriptions {

    private Descriptions() {}

    /**
     * One sentence, with everything that the trigger says.
     *
     * @throws ScheduleException when its expression can't be read
     */
    public static String of(Trigger trigger, Language language) {
        TriggerPhrases phrases = switch (language) {
            case ENGLISH -> new EnglishPhrases();
            case CHINESE -> new ChinesePhrases();
        };
        List<String> parts = new ArrayList<>();
        parts.add(when(trigger, phrases, language));
        if (trigger instanceof Trigger.Cron cron) {
            cron.changes().gap().ifPresent(gap -> parts.add(phrases.gap(gap)));
            cron.changes().overlap().ifPresent(overlap -> parts.add(phrases.overlap(overlap)));
        }
        addOptions(trigger.options(), phrases, parts);
        return String.join(phrases.separator(), parts);
    }

    private static String when(Trigger trigger, TriggerPhrases phrases, Language language) {
        return switch (trigger) {
            case Trigger.Cron cron -> {
                CronExpression parsed = CronExpression.parse(cron.expression(), cron.dialect());
                String words = parsed.describe(language);
                yield parsed.body() instanceof CronBody.Interval ? words : phrases.inZone(words, cron.zone());
            }
            case Trigger.Every every -> {
                String rate = phrases.every(every.period());
                yield every.window()
                        .map(window -> phrases.inZone(phrases.within(rate, window), every.zone()))
                        .orElse(rate);
            }
            case Trigger.Delay delay -> phrases.delay(delay.pause());
            case Trigger.At at -> phrases.once(at.instant());
        };
    }

    private static void addOptions(TriggerOptions options, TriggerPhrases phrases, List<String> parts) {
        options.calendar().ifPresent(use -> parts.add(phrases.calendar(use)));
        TriggerBounds bounds = options.bounds();
        bounds.start().ifPresent(start -> parts.add(phrases.start(start)));
        bounds.end().ifPresent(end -> parts.add(phrases.end(end)));
        bounds.maxCount().ifPresent(count -> parts.add(phrases.atMost(count)));
        if (!options.jitter().equals(Duration.ZERO)) {
            parts.add(phrases.jitter(options.jitter()));
        }
    }
}
