/**
 * What a worker decides, without the threads and sockets that carry it out.
 *
 * <p>{@link io.carillon.worker.core.WorkerCore} takes one event at a time together with the present moment and answers with
 * effects and the moment at which it wants to be asked again. It reads no clock and starts nothing, so the same object runs in
 * production and in a simulation that loses, doubles and delays what it pleases.
 *
 * <p>What it keeps to:
 *
 * <ul>
 *   <li>An attempt is begun at most once, and never after a later attempt of the same run was seen.
 *   <li>What became of an attempt is kept, and sent again after every reconnect, until a node acknowledges it.
 *   <li>A stream on which nothing was heard for three intervals is given up, however alive its socket looks.
 *   <li>Everything kept has a limit; beyond it, new work is refused.
 * </ul>
 */
@NullMarked
package io.carillon.worker.core;

import org.jspecify.annotations.NullMarked;
