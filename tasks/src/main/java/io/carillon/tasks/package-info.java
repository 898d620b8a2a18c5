/**
 * The task types that every worker can have: {@code noop}, {@code http} and those that run scripts. {@link
 * io.carillon.tasks.BuiltInTasks} hands them out according to a policy that only the operator of the worker sets.
 *
 * <p>Settings come from whoever may edit a job, so they are data: an unknown field is refused, a host is looked up before it is
 * called, and a script is a file that an interpreter reads, never a command line put together from params.
 */
@NullMarked
package io.carillon.tasks;

import org.jspecify.annotations.NullMarked;
