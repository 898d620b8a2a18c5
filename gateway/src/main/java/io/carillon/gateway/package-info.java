/**
 * The front door in plain Java: frames of workers become events of the core, and its effects become frames; commands of users
 * wait here for their replies.
 *
 * <p>Nothing here starts a thread or knows a socket. A transport hands in what it received and offers a {@link
 * io.carillon.gateway.FrameSink} for what should be sent.
 */
@NullMarked
package io.carillon.gateway;

import org.jspecify.annotations.NullMarked;
