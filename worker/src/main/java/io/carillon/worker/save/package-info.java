/**
 * What attempts say of how far they are, and what they leave for those that come after them, on its way to a node. Like logs it goes
 * beside the core: {@link io.carillon.worker.save.AttemptSaves} takes it on any thread, {@link io.carillon.worker.save.SaveShipper}
 * sends it on the worker's own. Only what is left when an attempt ends goes with its result.
 */
@NullMarked
package io.carillon.worker.save;

import org.jspecify.annotations.NullMarked;
