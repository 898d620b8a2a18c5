/**
 * What runs say on its way to a node. Tasks, on whatever thread, hand in lines, which costs them a moment and never a wait; the worker's
 * thread takes them out in frames. Whatever does not fit is left out and counted: the beginning of what an attempt says is kept for the
 * node, and of the rest the latest.
 */
@NullMarked
package io.carillon.worker.log;

import org.jspecify.annotations.NullMarked;
