package io.carillon.store;

import java.util.Locale;

/** A kind of history that is cut into one table for each day. */
enum Family {
    /** Runs that succeeded, by the day they ended: many in a row. */
    DONE("id"),
    /** Where these runs are. */
    SHELVES("number"),
    /** Runs that ended otherwise, by the day they ended. */
    UNDONE("id"),
    /** Attempts that did not end their run well, by the day they ended. */
    ATTEMPTS("number"),
    /** Keys of requests, by the day their runs were made. */
    KEYS("run_id"),
    /** Parts of runs, alive or ended, by the day their runs were made. */
    PARTS("id"),
    /** What attempts said, by the day it was kept: many lines in a row. */
    LOGS("number");

    private final String key;

    Family(String key) {
        this.key = key;
    }

    /** The column in whose order its rows lie. */
    String key() {
        return key;
    }

    boolean holdsRuns() {
        return this == DONE || this == UNDONE || this == PARTS;
    }

    /** Whether a row is what stands for many runs. */
    boolean isPacked() {
        return this == DONE || this == SHELVES || this == LOGS;
    }

    /** Whether it goes through the archive, if there is one: what says where others are does not, nor what attempts said. */
    boolean isArchived() {
        return this != KEYS && this != SHELVES && this != LOGS;
    }

    /** What tables and rows call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Family labelled(String label) throws UnreadableRowException {
        for (Family family : values()) {
            if (family.label().equals(label)) {
                return family;
            }
        }
        throw new UnreadableRowException("there is no family of tables named " + label);
    }

    /** What makes a table of this family. */
    Ddl ddl(String table) {
        return Ddl.read(label()).with("table", table);
    }
}
