/**
 * The fakes that ship beside the real thing: a store in memory, a clock that is turned by hand, and a node that drives a core over
 * them on the caller's thread. They keep every promise that the ports make and break them only when told to, so that what a
 * test sees is what the core does.
 *
 * <p>{@link io.carillon.engine.testing.TestingStore} checks what is written into it: a run recorded twice, a final state that
 * changes or a watermark that moves back is an {@link IllegalStateException} at the write, not a riddle at the end of a test.
 */
@NullMarked
package io.carillon.engine.testing;

import org.jspecify.annotations.NullMarked;
