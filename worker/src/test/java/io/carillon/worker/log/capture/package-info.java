/** Where ordinary logging is heard. */
@NullMarked
package io.carillon.worker.log.capture;

import org.jspecify.annotations.NullMarked;
