/** Carillon and its peers, one after the other on the same database and the same machine. */
@NullMarked
package io.carillon.benchmarks.beside;

import org.jspecify.annotations.NullMarked;
