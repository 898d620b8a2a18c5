/** What attempts leave, without a stream. */
@NullMarked
package io.carillon.worker.save;

import org.jspecify.annotations.NullMarked;
