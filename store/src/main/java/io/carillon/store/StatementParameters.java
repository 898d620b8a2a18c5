package io.carillon.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** The places of a prepared statement. */
final class StatementParameters extends Parameters {

    private final PreparedStatement statement;
    private int filled;

    StatementParameters(PreparedStatement statement) {
        this.statement = statement;
    }

    @Override
    Parameters number(long value) throws SQLException {
        statement.setLong(++filled, value);
        return this;
    }

    @Override
    Parameters text(@Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(++filled, Types.VARCHAR);
        } else {
            statement.setString(++filled, value);
        }
        return this;
    }

    @Override
    Parameters bytes(byte[] value) throws SQLException {
        statement.setBytes(++filled, value);
        return this;
    }

    @Override
    Parameters noNumber() throws SQLException {
        statement.setNull(++filled, Types.BIGINT);
        return this;
    }
}
