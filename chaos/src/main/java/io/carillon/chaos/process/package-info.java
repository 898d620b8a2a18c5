/** Processes of other programs, which end with whoever started them. */
@NullMarked
package io.carillon.chaos.process;

import org.jspecify.annotations.NullMarked;
