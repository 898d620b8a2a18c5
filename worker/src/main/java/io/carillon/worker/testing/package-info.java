/** What tests of workers need: a network that can be cut. */
@NullMarked
package io.carillon.worker.testing;

import org.jspecify.annotations.NullMarked;
