/** What a user defines: a job, its triggers, its task and its policies, with the document form they are read from. */
@NullMarked
package io.carillon.model.job;

import org.jspecify.annotations.NullMarked;
