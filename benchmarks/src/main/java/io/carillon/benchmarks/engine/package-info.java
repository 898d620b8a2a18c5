/** What the core takes for a run by itself, without a store or a worker. */
@NullMarked
package io.carillon.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
