package io.carillon.model;

/**
 * One thing that is wrong with what a user sent.
 *
 * @param pointer where, as a JSON pointer into the document
 * @param code what kind, stable for programs
 * @param message what and what would be right, for people
 */
public record Problem(String pointer, String code, String message) {}
