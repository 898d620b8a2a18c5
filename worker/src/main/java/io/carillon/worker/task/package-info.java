/**
 * What the code that does the work sees: the run that it works on, how to end, and how to be a task type. Nothing here knows of
 * streams or threads, so a task is tested by calling it.
 */
@NullMarked
package io.carillon.worker.task;

import org.jspecify.annotations.NullMarked;
