package io.carillon.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Fills the places of a row, or of a statement, from left to right. */
abstract class Parameters {

    abstract Parameters number(long value) throws SQLException;

    abstract Parameters text(@Nullable String value) throws SQLException;

    abstract Parameters bytes(byte[] value) throws SQLException;

    abstract Parameters noNumber() throws SQLException;

    final Parameters instant(@Nullable Instant value) throws SQLException {
        return value == null ? noNumber() : number(Micros.of(value));
    }

    final Parameters span(@Nullable Duration value) throws SQLException {
        return value == null ? noNumber() : number(Micros.of(value));
    }

    final Parameters flag(boolean value) throws SQLException {
        return number(value ? 1 : 0);
    }
}
