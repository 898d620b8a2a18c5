/**
 * The test kit: a user's own handlers and jobs under the real scheduler, on a clock that the test turns. {@link
 * io.carillon.test.CarillonTest} is where it begins.
 *
 * <p>Real are the engine with all its duties, the sessions of the gateway with the wire between, and the worker with its loop, its handlers
 * and what it ships. Made up are time, the streams, and the database, which is in memory. There is one queue of events, ordered by instant
 * and number. Handlers have a thread each, as in a real worker, but one of them runs at a time and everything else waits for it: so the
 * same test does the same things in the same order, and nothing sleeps.
 */
@NullMarked
package io.carillon.test;

import org.jspecify.annotations.NullMarked;
