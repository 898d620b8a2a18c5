package io.carillon.chaos.fault;

import java.time.Duration;

/**
 * One thing that is done.
 *
 * @param after since the attack began
 * @param target counts from 0 among the nodes or workers; 0 where there is no choice
 * @param detail a number from 0 to 99 that the kind makes of what it likes
 */
public record Fault(int number, Duration after, FaultKind kind, int target, Duration length, int detail) {

    public String line() {
        return "%3d  %8.3f s  %-17s  target %d  for %6.3f s  detail %d"
                .formatted(number, seconds(after), kind.label(), target + 1, seconds(length), detail);
    }

    /** By how much a clock is stepped: seconds to ten minutes, there as often as back. */
    public Duration step() {
        int size = detail / 2;
        Duration step = Duration.ofSeconds(2 + size * size / 4);
        return detail % 2 == 0 ? step : step.negated();
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1_000.0;
    }
}
