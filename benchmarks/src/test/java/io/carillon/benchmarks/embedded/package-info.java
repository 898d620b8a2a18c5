/**
 * The comparison that chose the embedded database: SQLite and H2 side by side, measured in one run and broken on purpose. It lives
 * among the tests because H2 may be nowhere but in test scope. {@link io.carillon.benchmarks.embedded.EmbeddedComparison} starts
 * it; what it printed is in docs/adr/0003-embedded-database.md.
 */
@NullMarked
package io.carillon.benchmarks.embedded;

import org.jspecify.annotations.NullMarked;
