/**
 * JSON as data: a sealed tree, a strict reader and a writer.
 *
 * <p>Params, results and documents pass through the scheduler verbatim, so the tree keeps member order and the exact text of
 * numbers. It binds to no class: nothing that a user sends can choose what is instantiated.
 */
@NullMarked
package io.carillon.model.json;

import org.jspecify.annotations.NullMarked;
