/**
 * The composition root of a node: it owns the threads, the sockets, the clock and the lifecycle, and connects them to the engine's
 * core, which owns nothing of the kind.
 */
@NullMarked
package io.carillon.server;

import org.jspecify.annotations.NullMarked;
