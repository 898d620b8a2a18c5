package io.carillon.schedule;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.DailyWindow;
import io.carillon.model.job.TriggerOptions.CalendarUse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** What a language says about the parts of a trigger. */
sealed interface TriggerPhrases permits EnglishPhrases, ChinesePhrases {

    String separator();

    String inZone(String words, ZoneId zone);

    String every(Duration period);

    String within(String rate, DailyWindow window);

    String delay(Duration pause);

    String once(Instant instant);

    String gap(ClockChanges.Gap gap);

    String overlap(ClockChanges.Twice overlap);

    String calendar(CalendarUse use);

    String start(Instant start);

    String end(Instant end);

    String atMost(int count);

    String jitter(Duration jitter);
}
