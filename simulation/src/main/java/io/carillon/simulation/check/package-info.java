/**
 * What must hold, whatever breaks. Nothing here knows how the scheduler works or how the world around it is simulated: the
 * invariants see what became durable, what left a node and what workers really did, and compare that with each other and with
 * an enumeration of fires by plain arithmetic.
 */
@NullMarked
package io.carillon.simulation.check;

import org.jspecify.annotations.NullMarked;
