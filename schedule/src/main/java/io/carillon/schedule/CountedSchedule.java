package io.carillon.schedule;

import java.time.Instant;

/** A schedule that knows where so many fires end without walking over each of them. */
interface CountedSchedule extends Schedule {

    /** The last of so many fires after an instant, or one at or behind the end of time where there are fewer. */
    Instant lastOf(int count, Instant after);
}
