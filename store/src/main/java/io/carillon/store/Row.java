package io.carillon.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Reads the columns of a row from left to right. */
final class Row {

    private final ResultSet results;
    private int read;

    Row(ResultSet results) {
        this.results = results;
    }

    long number() throws SQLException, UnreadableRowException {
        return present(numberOrNull());
    }

    int count() throws SQLException, UnreadableRowException {
        long value = number();
        if (value != (int) value) {
            throw new UnreadableRowException("column " + read + " holds " + value);
        }
        return (int) value;
    }

    String text() throws SQLException, UnreadableRowException {
        return present(textOrNull());
    }

    Instant instant() throws SQLException, UnreadableRowException {
        return present(instantOrNull());
    }

    boolean flag() throws SQLException, UnreadableRowException {
        return number() != 0;
    }

    byte[] bytes() throws SQLException, UnreadableRowException {
        return present(results.getBytes(++read));
    }

    @Nullable
    Long numberOrNull() throws SQLException {
        long value = results.getLong(++read);
        return results.wasNull() ? null : value;
    }

    @Nullable
    String textOrNull() throws SQLException {
        return results.getString(++read);
    }

    @Nullable
    Duration spanOrNull() throws SQLException {
        Long micros = numberOrNull();
        return micros == null ? null : Duration.of(micros, ChronoUnit.MICROS);
    }

    @Nullable
    Instant instantOrNull() throws SQLException {
        Long micros = numberOrNull();
        return micros == null ? null : Micros.toInstant(micros);
    }

    private <T> T present(@Nullable T value) throws UnreadableRowException {
        if (value == null) {
            throw new UnreadableRowException("column " + read + " is empty");
        }
        return value;
    }
}
