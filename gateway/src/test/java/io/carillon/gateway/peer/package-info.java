@NullMarked
package io.carillon.gateway.peer;

import org.jspecify.annotations.NullMarked;
