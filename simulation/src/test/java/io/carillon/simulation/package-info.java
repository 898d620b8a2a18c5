/** The simulation on trial: seeds that must pass, seeds that once failed, and known bugs that it must find. */
@NullMarked
package io.carillon.simulation;

import org.jspecify.annotations.NullMarked;
