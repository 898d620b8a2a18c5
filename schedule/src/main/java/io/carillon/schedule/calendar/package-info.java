/**
 * Calendars: which moments count, and what becomes of a fire on a day that doesn't. All of it is in wall-clock time and pure;
 * the zone comes from the trigger that uses the calendar.
 */
@NullMarked
package io.carillon.schedule.calendar;

import org.jspecify.annotations.NullMarked;
