/** The life of a run: its states, the events that move it, and the total function between them. */
@NullMarked
package io.carillon.model.run;

import org.jspecify.annotations.NullMarked;
