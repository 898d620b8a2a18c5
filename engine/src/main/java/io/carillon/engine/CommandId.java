package io.carillon.engine;

/** Names a command until its reply; made by the front door. */
public record CommandId(long number) {}
