/** The other nodes of the cluster: lines to them, and what they ask of this one. */
@NullMarked
package io.carillon.server.node.peer;

import org.jspecify.annotations.NullMarked;
