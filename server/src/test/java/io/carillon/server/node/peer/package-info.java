@NullMarked
package io.carillon.server.node.peer;

import org.jspecify.annotations.NullMarked;
