package io.carillon.engine;

/** One connection of one worker; a worker that reconnects has another. */
public record SessionId(long number) {}
