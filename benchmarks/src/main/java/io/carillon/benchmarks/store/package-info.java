/** What the store does under load, measured through the port that the engine uses. */
@NullMarked
package io.carillon.benchmarks.store;

import org.jspecify.annotations.NullMarked;
