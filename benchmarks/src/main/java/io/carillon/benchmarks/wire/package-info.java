/** What it takes to say and to hear on the wire between nodes and workers. */
@NullMarked
package io.carillon.benchmarks.wire;

import org.jspecify.annotations.NullMarked;
