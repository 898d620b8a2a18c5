/**
 * Jobs that code declares. All of them go to the node in one frame after each welcome, because what is left out is declared no
 * longer; the node says of each what became of it.
 */
@NullMarked
package io.carillon.worker.declare;

import org.jspecify.annotations.NullMarked;
