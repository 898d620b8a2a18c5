package io.carillon.schedule;

/** A language that schedules can be described in. */
public enum Language {
    ENGLISH,
    CHINESE
}
