/**
 * The words of the product as types: ids, jobs, triggers, policies, runs and the one function that moves a run from state to
 * state. Plain values only; nothing here reads a clock, a socket or a file.
 */
@NullMarked
package io.carillon.model;

import org.jspecify.annotations.NullMarked;
