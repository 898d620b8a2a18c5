/** What a node with very many jobs takes of memory and time. */
@NullMarked
package io.carillon.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
