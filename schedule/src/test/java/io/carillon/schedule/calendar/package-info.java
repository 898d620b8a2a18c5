@NullMarked
package io.carillon.schedule.calendar;

import org.jspecify.annotations.NullMarked;
