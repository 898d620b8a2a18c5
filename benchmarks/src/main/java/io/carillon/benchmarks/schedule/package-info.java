/** What the next instant of a schedule costs. */
@NullMarked
package io.carillon.benchmarks.schedule;

import org.jspecify.annotations.NullMarked;
