/**
 * How the nodes of a cluster answer for each other. Any node takes any request; what it does not own it hands on to the owner
 * ({@link io.carillon.gateway.peer.Forwarding}), as a frame of {@code node.proto} and one hop far. What becomes of a command whose answer was
 * lost is never guessed: whoever asked is told that it may still take effect. Only what changes nothing when it is asked twice is asked
 * again.
 */
@NullMarked
package io.carillon.gateway.peer;

import org.jspecify.annotations.NullMarked;
