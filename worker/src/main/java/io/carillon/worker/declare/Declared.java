package io.carillon.worker.declare;

import java.util.List;

/**
 * What became of a declaration.
 *
 * @param code of what was refused or put off, or is outdated: stable; empty otherwise
 * @param differences where the job is, or before it was updated was, not as the code says
 * @param mistakes what is wrong with the declaration
 */
public record Declared(
        String namespace,
        String job,
        Outcome outcome,
        String code,
        String message,
        List<Difference> differences,
        List<Mistake> mistakes) {

    public Declared {
        differences = List.copyOf(differences);
        mistakes = List.copyOf(mistakes);
    }

    /** How a declaration ended. What a server newer than this worker says is {@link #UNKNOWN}. */
    public enum Outcome {
        /** The server has not answered yet. */
        PENDING,
        CREATED,
        /** The job is as the code says. */
        UNCHANGED,
        /** It was not, and is now. */
        UPDATED,
        /** It is not as the code says, and stays so. */
        DIFFERS,
        REFUSED,
        UNKNOWN
    }

    /**
     * A field.
     *
     * @param code what the code sets, as JSON; empty for nothing
     * @param server what the server has
     */
    public record Difference(String pointer, String code, String server) {

        @Override
        public String toString() {
            return pointer + " code=" + (code.isEmpty() ? "-" : code) + " server=" + (server.isEmpty() ? "-" : server);
        }
    }

    public record Mistake(String pointer, String code, String message) {

        @Override
        public String toString() {
            return pointer + " " + message;
        }
    }
}
