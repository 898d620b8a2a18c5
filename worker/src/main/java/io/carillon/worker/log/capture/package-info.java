/**
 * Where ordinary logging is heard: what a thread logs while it works for a run is the run's, beside wherever else it goes. A class for
 * each library that loggers may end in, as SLF4J has no place to listen at.
 */
@NullMarked
package io.carillon.worker.log.capture;

import org.jspecify.annotations.NullMarked;
