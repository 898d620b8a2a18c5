package io.carillon.client;

/** What applying a resource came to. It is as the server has it now. */
public record AppliedResource(Applied.Outcome outcome, ResourceView resource) {}
