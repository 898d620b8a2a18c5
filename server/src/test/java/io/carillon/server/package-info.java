/** A real node with real sockets, a real database and a real worker. */
@NullMarked
package io.carillon.server;

import org.jspecify.annotations.NullMarked;
