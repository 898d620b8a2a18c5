package io.carillon.benchmarks.embedded;

/**
 * The words in which the candidates' schemas differ.
 *
 * @param id the type of a key: SQLite stores rows by it only if it is spelt INTEGER
 * @param text the type of a short JSON text: H2's TEXT is a large object
 * @param jobIndex the columns of the index by job over runs, and a condition that may leave rows out
 * @param liveIndex the columns of the index over live rows, and the condition where there are partial indexes
 */
record SchemaWords(String id, String text, String jobIndex, String liveIndex) {

    static final SchemaWords SQLITE =
            new SchemaWords("INTEGER", "TEXT", "(job_id, due)", "(partition_id, due) WHERE state < 3");

    static final SchemaWords H2 = new SchemaWords("BIGINT", "VARCHAR", "(job_id, due)", "(partition_id, state, due)");
}
