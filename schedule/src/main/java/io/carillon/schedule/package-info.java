/**
 * When a trigger fires: pure functions from an instant to the next one.
 *
 * <p>Nothing here reads a clock, starts a thread or draws a random number. A compiled schedule is a value that any thread may
 * ask. Cron expressions are searched as bit masks over civil time counted in seconds, and the zone's rules turn the match
 * into an instant; docs/cron.md says what each field means and what happens when clocks change.
 */
@NullMarked
package io.carillon.schedule;

import org.jspecify.annotations.NullMarked;
