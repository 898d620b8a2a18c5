/** A TCP proxy that makes the weather on a line. */
@NullMarked
package io.carillon.chaos.proxy;

import org.jspecify.annotations.NullMarked;
