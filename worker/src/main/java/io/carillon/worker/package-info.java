/**
 * A worker: a process that dials a node, is handed attempts of runs and says what became of them. {@link
 * io.carillon.worker.Worker#builder()} is the way in.
 *
 * <p>The decisions are made in {@link io.carillon.worker.core}; here are the threads, the stream and the clock. One thread owns
 * the core: whatever happens is put in its inbox, and it carries out what the core answers. Tasks run on threads of their own
 * and never touch the core.
 */
@NullMarked
package io.carillon.worker;

import org.jspecify.annotations.NullMarked;
