@NullMarked
package io.carillon.server.node;

import org.jspecify.annotations.NullMarked;
