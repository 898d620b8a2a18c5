/**
 * The command line, a class per command.
 *
 * <p>{@link io.carillon.cli.Carillon} hands the arguments to {@code CommandTree}, which says which commands there are. A command
 * asks the server through the client and hands what it got to {@code OutputOption}. Whatever goes wrong ends in {@code Failures},
 * the one place that chooses an exit code and says on the error stream what to do about it. Everything that belongs to the
 * process - its streams, its environment, its clock - comes in as a {@code Terminal}.
 */
@NullMarked
package io.carillon.cli;

import org.jspecify.annotations.NullMarked;
