package io.carillon.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Fills the places of a statement from left to right. */
final class Parameters {

    private final PreparedStatement statement;
    private int filled;

    Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    Parameters number(long value) throws SQLException {
        statement.setLong(++filled, value);
        return this;
    }

    Parameters text(@Nullable String value) throws SQLException {
        if (value == null) {
            return nothing(Types.VARCHAR);
        }
        statement.setString(++filled, value);
        return this;
    }

    Parameters instant(@Nullable Instant value) throws SQLException {
        return value == null ? nothing(Types.BIGINT) : number(Micros.of(value));
    }

    Parameters flag(boolean value) throws SQLException {
        return number(value ? 1 : 0);
    }

    Parameters bytes(byte[] value) throws SQLException {
        statement.setBytes(++filled, value);
        return this;
    }

    Parameters noNumber() throws SQLException {
        return nothing(Types.BIGINT);
    }

    private Parameters nothing(int type) throws SQLException {
        statement.setNull(++filled, type);
        return this;
    }
}
