/**
 * What people are told of a run: the document that the API shows, with why it exists, what it waits for and what became of its attempts.
 * Made of what the engine knows and the store has, by pure functions, so that whoever has a core can tell its runs in the same words.
 */
@NullMarked
package io.carillon.gateway.answer;

import org.jspecify.annotations.NullMarked;
