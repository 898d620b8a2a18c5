/**
 * One contract suite per port of the engine. An implementation passes it by extending it and saying how one of it is made; every
 * implementation that exists does so, which is what makes the one in memory worth testing against.
 *
 * <p>An implementation may be stricter than the contract: where a writer breaks the rules, by inserting a run twice or changing a
 * final state, it may refuse with an {@link java.lang.IllegalStateException} instead of an outcome. Nothing may have changed then.
 */
@NullMarked
package io.carillon.testkit;

import org.jspecify.annotations.NullMarked;
