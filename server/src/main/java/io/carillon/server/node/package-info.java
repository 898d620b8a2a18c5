/** A scheduler in a process: the engine's loop and its threads, the store behind it, the workers' streams in front of it. */
@NullMarked
package io.carillon.server.node;

import org.jspecify.annotations.NullMarked;
