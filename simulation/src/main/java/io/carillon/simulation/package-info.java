/**
 * The production scheduler, gateway and worker on one thread, in a world whose time, network, database and processes are made
 * up, and break by seed.
 *
 * <p>Real: {@code engine.Core} with all its duties, {@code gateway.WorkerSessions} and {@code Commands} with the wire between,
 * {@code worker.core.WorkerCore}. Made up: clocks, the streams between workers and nodes, the database and the statements of
 * its transactions, processes that pause and die, tasks, and clients. What the threads of a real node do is done by
 * {@link io.carillon.simulation.SimulatedNode} and its neighbours, which are as thin as the real ones.
 *
 * <p>There is one queue of events, ordered by instant and number. Chance is split by purpose before anything is drawn, so that
 * a change to one part leaves the draws of the others as they were. The same seed gives the same trace, which its hash proves.
 *
 * <p>A run of one seed breaks things for a while, then heals everything and demands that all work ends. The invariants of
 * {@link io.carillon.simulation.check} are asked after each happening.
 */
@NullMarked
package io.carillon.simulation;

import org.jspecify.annotations.NullMarked;
