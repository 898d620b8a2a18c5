package io.carillon.benchmarks.embedded;

import java.sql.SQLException;

/** How a batch of rows is put into statements. The runs of a batch have the ids from {@code first} on. */
interface BatchForm {

    /** Inserts planned runs. */
    void plan(Statements statements, long first, int count) throws SQLException;

    /** Makes planned runs final. */
    void finish(Statements statements, long first, int count) throws SQLException;
}
