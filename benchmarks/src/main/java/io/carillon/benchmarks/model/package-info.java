/** JMH benchmarks of the parts in {@code io.carillon.model}. */
@NullMarked
package io.carillon.benchmarks.model;

import org.jspecify.annotations.NullMarked;
