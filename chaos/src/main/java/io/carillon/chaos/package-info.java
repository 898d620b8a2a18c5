/** Attacks on real processes, and the checks of what they left behind. */
@NullMarked
package io.carillon.chaos;

import org.jspecify.annotations.NullMarked;
