/** The worker that writes down what it does, outside of the system. */
@NullMarked
package io.carillon.chaos.witness;

import org.jspecify.annotations.NullMarked;
