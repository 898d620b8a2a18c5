package io.carillon.schedule;

import java.time.Instant;

/**
 * What the fires of a trigger depend on besides itself.
 *
 * @param anchor when the trigger became active, from which periods, delays and a greatest number of fires are counted
 * @param spread the job's stable hash, which decides {@code H} and jitter
 */
public record TriggerContext(NamedCalendars calendars, Instant anchor, long spread) {}
