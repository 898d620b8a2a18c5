/** What runs say, without a stream. */
@NullMarked
package io.carillon.worker.log;

import org.jspecify.annotations.NullMarked;
